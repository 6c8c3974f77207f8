import {createHash} from 'node:crypto';
import {LrpError} from '../../errors/lrp-error.js';
import {hashGraph} from '../../explain/hash-graph.js';
import type {Graph} from '../../graph/graph.js';
import type {MeasureArguments} from '../../measures/measure-spec.js';
import {versionsHere} from '../../train/run/describe-run.js';
import type {Method} from '../methods/method.js';
import type {EvaluationTask} from '../tasks.js';
import type {Division} from './divide-methods.js';

/** A method as a run knows it. */
export interface HeaderMethod {
  readonly name: string;
  readonly kind: Method['kind'];
  /** SHA-256 of the rules with all their numbers and formulas, or of the arguments. */
  readonly hash: string;
}

/** Everything that decides the scores of a run: the first line of its journal. */
export interface RunHeader {
  readonly format: 'lrplab-evaluation-1';
  readonly model: {readonly name: string; readonly hash: string};
  /** Of the tasks and the bytes of their pictures. */
  readonly data: string;
  readonly seed: number;
  /** `onnx/cpu`, … */
  readonly engine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly families: readonly {readonly name: string; readonly arguments: MeasureArguments}[];
  readonly methods: readonly HeaderMethod[];
  /** What is computed together: the same sums are rounded the same way only where it stays the same. */
  readonly division: Division;
  readonly tasks: readonly string[];
}

export function makeHeader({
  graph,
  methods,
  tasks,
  ...rest
}: Pick<RunHeader, 'data' | 'seed' | 'engine' | 'families' | 'division'> & {
  readonly graph: Graph;
  readonly methods: readonly Method[];
  readonly tasks: readonly EvaluationTask[];
}): RunHeader {
  const {lrplab, node, tfjs, onnxruntime} = versionsHere();
  const {data, seed, engine, families, division} = rest;
  return {
    format: 'lrplab-evaluation-1',
    model: {name: graph.name, hash: hashGraph(graph)},
    ...{data, seed, engine},
    versions: {lrplab, node, ...(engine.startsWith('tfjs') ? {tfjs} : {onnxruntime})},
    families,
    methods: methods.map(identifyMethod),
    division,
    tasks: tasks.map(({key}) => key),
  };
}

/** A method's name and the hash of all that it is. */
function identifyMethod(method: Method): HeaderMethod {
  const {name, kind} = method;
  if (method.kind === 'plan') {
    const {start, layers} = method.plan;
    const rules = JSON.stringify([start, layers.map(({node, rule}) => [node, rule])]);
    return {name, kind, hash: sha256(rules)};
  }
  const given = Object.entries(method.arguments);
  return {name, kind, hash: sha256(JSON.stringify([method.baseline, given]))};
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Refuses to go on with another run's journal.
 *
 * @throws LrpError `evaluate/other-run`, which says what differs.
 */
export function checkSameRun(path: string, was: RunHeader, now: RunHeader): void {
  const differences = runDifferences(was, now);
  if (differences.length === 0) return;
  const shown = differences.slice(0, 4).join('; ');
  const more = differences.length > 4 ? `; and ${differences.length - 4} more` : '';
  throw new LrpError(
    'evaluate/other-run',
    `"${path}" holds another evaluation: ${shown}${more}; evaluate as then to go on with it, or give the journal another name`,
  );
}

/** What of a run is no longer what it was, one line each; none where it can go on. */
export function runDifferences(was: RunHeader, now: RunHeader): readonly string[] {
  const [before, after] = [leaves(was), leaves(now)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap(name => {
    const [old, young] = [before.get(name), after.get(name)];
    return old === young
      ? []
      : [`${name}: ${old ?? 'not there'} then, ${young ?? 'not there'} now`];
  });
}

/** What is compared, by a name that says something to a person. */
function leaves(header: RunHeader): Map<string, string> {
  const {model, data, seed, engine, versions, families, methods, division, tasks} = header;
  return new Map([
    ['model', `"${model.name}" (${short(model.hash)})`],
    ...Object.entries(versions).map(([name, version]) => [name, version] as const),
    ['engine', engine],
    ['seed', String(seed)],
    ['methods', methods.map(({name}) => name).join(', ')],
    ...methods.map(({name, hash}) => [`method ${name}`, short(hash)] as const),
    ['families', families.map(({name}) => name).join(', ')],
    ...families.flatMap(({name, arguments: given}) =>
      Object.entries(given).map(([key, value]) => [`${name}, ${key}`, String(value)] as const),
    ),
    ['pictures and classes', `${tasks.length}, from ${tasks[0]} to ${tasks.at(-1)}`],
    ['data', short(data)],
    ['pictures computed together', String(division.samples)],
    ['methods computed together', division.groups.join(' + ')],
  ]);
}

function short(hash: string): string {
  return hash.slice(0, 12);
}
