import {readPictures} from '../../data/picture-input.js';
import type {EngineName} from '../../engine/engine.js';
import {LrpError} from '../../errors/lrp-error.js';
import {suggest} from '../../errors/suggest.js';
import {describeShape, type Graph} from '../../graph/graph.js';
import type {MeasureArguments} from '../../measures/measure-spec.js';
import {type CurveSpec, type CurveValues, joinCurves, meanCurves} from '../curves.js';
import type {MeasureRunner} from '../measure-runner.js';
import {describeMethod} from '../methods/describe-method.js';
import type {Method} from '../methods/method.js';
import {methodCost} from '../methods/method-cost.js';
import {familyOpeners} from '../open-family.js';
import type {EvaluationTask} from '../tasks.js';
import {type Division, divideMethods, openInGroups} from './divide-methods.js';
import type {EvaluatedMethod, Evaluation} from './evaluation.js';
import {hashTasks} from './hash-tasks.js';
import {
  addToJournal,
  beginJournal,
  cutJournal,
  type Journal,
  type JournalBatch,
  readJournal,
} from './journal.js';
import {checkSameRun, makeHeader, type RunHeader} from './run-header.js';
import {scoreTasks} from './score-tasks.js';
import {timeMethods} from './time-methods.js';

/** The data set that the tasks are of. */
export interface EvaluatedData {
  readonly folder: string;
  readonly split: string;
  /** The split's own hash. */
  readonly hash: string;
  /** Classes that are explained, for tables. */
  readonly classes: readonly string[];
}

/** A family to compute, its arguments complete. */
export interface ChosenFamily {
  readonly name: string;
  readonly arguments: MeasureArguments;
}

export interface EvaluateOptions {
  readonly engine: EngineName;
  /** Device of the engine; null for its usual one. */
  readonly device: string | null;
  /** Of everything that is drawn by chance. */
  readonly seed: number;
  /** Rows of one run. @default as the journal has it, else as many as memory and patience allow */
  readonly batchSize?: number;
  /** Bytes that explaining may take. @default a quarter of what is free */
  readonly memory?: number;
  /** File that finished batches are written to, so that a run that was stopped goes on there. @default none */
  readonly journal?: string;
  /** The sweep that a method is of, by its name. @default none is of one */
  readonly sweeps?: ReadonlyMap<string, NonNullable<EvaluatedMethod['sweep']>>;
  /** Called at the beginning and after each family of a batch: rows done, and how many there are. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops between two families: the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

interface Run {
  readonly graph: Graph;
  readonly methods: readonly Method[];
  readonly tasks: readonly EvaluationTask[];
  readonly families: readonly ChosenFamily[];
  readonly options: EvaluateOptions;
  readonly division: Division;
  /** Of the data. */
  readonly hash: string;
}

/** Rows that are explained for the clock, at most. */
const timedRows = 8;

/**
 * Evaluates methods: explains every task by each of them, batch by batch, and lets every family of measures score the
 * maps; at last each method is timed alone. With a journal, a run that was stopped goes on after its finished batches and
 * gives the same scores as one that was not.
 *
 * @param methods  At least one, each with a name of its own.
 * @param tasks    At least one.
 * @param families At least one, each once.
 * @throws LrpError `evaluate/empty`, `evaluate/twice`, `evaluate/family`, `evaluate/other-run`, `input/*`, `explain/*`,
 *   `engine/*`; DataError `evaluate/no-journal`, `evaluate/picture`, `image/*`, `write/*`; the signal's reason.
 */
export async function evaluateMethods(
  graph: Graph,
  methods: readonly Method[],
  data: EvaluatedData,
  tasks: readonly EvaluationTask[],
  families: readonly ChosenFamily[],
  options: EvaluateOptions,
): Promise<Evaluation> {
  checkRun(graph, methods, tasks, families);
  const {journal, sweeps, signal} = options;
  const hash = await hashTasks(tasks, data.hash, signal);
  const before = journal === undefined ? null : await readJournal(journal);
  const division = divisionOf(graph, methods, options, before);
  const run: Run = {graph, methods, tasks, families, options, division, hash};
  const {header, measures, batches, curveSpecs} = await scoreRun(run, before);
  const milliseconds = before?.milliseconds ?? (await timeRun(run));
  const {model, seed, versions, engine} = header;
  return {
    version: 1,
    model,
    data: {folder: data.folder, split: data.split, hash},
    classes: data.classes,
    ...{seed, versions, engine, date: new Date().toISOString()},
    families: families.map(({name, arguments: given}, family) => ({
      ...{name, arguments: given},
      seconds: batches.reduce((sum, {seconds}) => sum + seconds[family]!, 0),
    })),
    methods: methods.map(
      (method, index): EvaluatedMethod => ({
        ...{name: method.name, kind: method.kind},
        description: describeMethod(method),
        cost: methodCost(graph, method),
        milliseconds: milliseconds[index]!,
        sweep: sweeps?.get(method.name) ?? null,
      }),
    ),
    measures,
    rows: batches
      .flatMap(({logits}) => logits)
      .map((logit, row) => {
        const {id, image, className, target} = tasks[row]!;
        return {id, image, className, target, logit};
      }),
    scores: measures.map((_, measure) =>
      methods.map((__, method) => batches.flatMap(({scores}) => scores[measure]![method]!)),
    ),
    ...curvesOf(run, batches, curveSpecs),
  };
}

/** The mean curves of the families that have some; nothing where none has. */
function curvesOf(
  {tasks, families, options}: Run,
  batches: readonly JournalBatch[],
  specs: readonly (readonly CurveSpec[])[],
): Pick<Evaluation, 'curves'> {
  const images = new Map([...new Set(tasks.map(({id}) => id))].map((id, index) => [id, index]));
  const pictureOf = tasks.map(({id}) => images.get(id)!);
  const curves = families.flatMap(({name}, family) => {
    const values = batches.reduce(
      (joined: CurveValues | null, batch) => joinCurves(joined, batch.curves[family] ?? []),
      null,
    );
    return specs[family]!.length === 0 || values === null
      ? []
      : meanCurves(name, specs[family]!, values, options.seed, pictureOf);
  });
  return curves.length === 0 ? {} : {curves};
}

function checkRun(
  graph: Graph,
  methods: readonly Method[],
  tasks: readonly EvaluationTask[],
  families: readonly ChosenFamily[],
): void {
  const {shape} = graph.nodes[graph.input]!;
  if (shape.length !== 3) {
    throw new LrpError(
      'input/no-pictures',
      `model "${graph.name}" takes ${describeShape(shape)}, which is no picture, so no pictures can be explained`,
    );
  }
  const lists = {
    method: methods.map(({name}) => name),
    'picture and class': tasks.map(({key}) => key),
    family: families.map(({name}) => name),
  };
  for (const [what, names] of Object.entries(lists)) {
    if (names.length === 0)
      throw new LrpError('evaluate/empty', `there is no ${what} to evaluate; give at least one`);
    const seen = new Set<string>();
    const twice = names.find(name => seen.size === seen.add(name).size);
    if (twice !== undefined)
      throw new LrpError('evaluate/twice', `${what} "${twice}" is there twice; name each once`);
  }
  for (const {name} of families) {
    if (familyOpeners.has(name)) continue;
    const known = [...familyOpeners.keys()];
    const close = suggest(name, known);
    throw new LrpError(
      'evaluate/family',
      `there is no family of measures "${name}"; there are ${known.join(', ')}${close === null ? '' : `; did you mean "${close}"?`}`,
    );
  }
}

function divisionOf(
  graph: Graph,
  methods: readonly Method[],
  {engine, device, batchSize, memory}: EvaluateOptions,
  before: Journal | null,
): Division {
  const known = before?.header.division;
  const groups = known?.groups.reduce((sum, count) => sum + count, 0);
  if (known !== undefined && groups === methods.length)
    return {...known, samples: batchSize ?? known.samples};
  return divideMethods(graph, methods, {
    engine,
    ...(device === null ? {} : {device}),
    ...(memory === undefined ? {} : {memory}),
    ...(batchSize === undefined ? {} : {batchSize}),
  });
}

/** Scores every task, those that a journal does not hold; everything opened for it is disposed. */
async function scoreRun(
  run: Run,
  before: Journal | null,
): Promise<{
  readonly header: RunHeader;
  readonly measures: Evaluation['measures'];
  readonly batches: readonly JournalBatch[];
  /** By family; empty for one that has no curves. */
  readonly curveSpecs: readonly (readonly CurveSpec[])[];
}> {
  const {graph, methods, tasks, families: chosen, division, hash} = run;
  const {engine, device, seed, memory, journal, onProgress, signal} = run.options;
  const runner = await openInGroups(graph, methods, division.groups, {
    ...{engine, device, seed},
    ...(memory === undefined ? {} : {memory}),
    ...(signal === undefined ? {} : {signal}),
  });
  const families: MeasureRunner[] = [];
  try {
    const header = makeHeader({
      ...{graph, methods, tasks, families: chosen, seed, division, data: hash},
      engine: runner.engine,
    });
    if (before !== null) checkSameRun(journal!, before.header, header);
    const context = {...{graph, methods, runner, seed, engine, device}, signal: signal ?? null};
    for (const {name, arguments: given} of chosen)
      families.push(await familyOpeners.get(name)!(context, given));
    if (before !== null) await cutJournal(journal!, before);
    else if (journal !== undefined) await beginJournal(journal, header);
    const batches = [...(before?.batches ?? [])];
    const scoring = {
      ...{graph, tasks, runner, families, samples: division.samples},
      ...(onProgress === undefined ? {} : {onProgress}),
      ...(signal === undefined ? {} : {signal}),
    };
    for await (const batch of scoreTasks(scoring, batches.length)) {
      if (journal !== undefined) await addToJournal(journal, batch);
      batches.push(batch);
    }
    const measures = families.flatMap((family, index) =>
      family.measures.map(measure => ({...measure, family: chosen[index]!.name})),
    );
    return {header, measures, batches, curveSpecs: families.map(({curves = []}) => curves)};
  } finally {
    for (const family of families) await family.dispose();
    await runner.dispose();
  }
}

/** Milliseconds of each method alone, on the first rows. */
async function timeRun({
  graph,
  methods,
  tasks,
  options,
  division,
}: Run): Promise<readonly number[]> {
  const {engine, device, seed, memory, journal, sweeps = new Map(), signal} = options;
  const part = tasks.slice(0, Math.min(timedRows, division.samples));
  const {tensor} = await readPictures(
    part.map(({image}) => image),
    graph,
  );
  const rows = {
    input: tensor,
    targets: part.map(({target}) => target),
    keys: part.map(({key}) => key),
  };
  const milliseconds = await timeMethods(graph, methods, rows, {
    ...{engine, device, seed, sweeps},
    ...(memory === undefined ? {} : {memory}),
    ...(signal === undefined ? {} : {signal}),
  });
  if (journal !== undefined) await addToJournal(journal, {milliseconds});
  return milliseconds;
}
