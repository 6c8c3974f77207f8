import {readPictures} from '../../data/picture-input.js';
import {modelInputShape, rows} from '../../explain/batch.js';
import {takeTurns} from '../../explain/take-turns.js';
import type {Graph} from '../../graph/graph.js';
import type {ComparedPicture, ComparedPictures} from '../../measures/compared-pictures.js';
import {pooledRelevance} from '../localisation/relevance-mass.js';
import type {Method} from '../methods/method.js';
import type {MethodOptions} from '../methods/open-methods.js';
import type {EvaluationTask} from '../tasks.js';
import type {ChosenRows} from './choose-pictures.js';
import {divideMethods, openInGroups} from './divide-methods.js';

export interface ExplainChosenOptions extends MethodOptions {
  /** Bytes that explaining may take. @default a quarter of what is free */
  readonly memory?: number;
  /** Stops between two rows: the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Explains chosen rows again, by the two methods that each choice is about, one row at a time: for pictures of a report.
 * What a method draws by chance depends on its seed and the row's key, so the maps are those that were scored, but for rounding.
 *
 * @param tasks As they were evaluated.
 * @throws LrpError `input/*`, `explain/*`, `engine/*`; DataError `image/*`; the signal's reason.
 */
export async function explainChosen(
  graph: Graph,
  methods: readonly Method[],
  tasks: readonly EvaluationTask[],
  chosen: readonly ChosenRows[],
  {memory, signal, ...options}: ExplainChosenOptions,
): Promise<readonly ComparedPictures[]> {
  const used = [...new Set(chosen.flatMap(({a, b}) => [a, b]))];
  if (used.length === 0) return [];
  const own = used.map(index => methods[index]!);
  const {groups} = divideMethods(graph, own, {
    ...{engine: options.engine, batchSize: 1},
    ...(options.device === null ? {} : {device: options.device}),
    ...(memory === undefined ? {} : {memory}),
  });
  const runner = await openInGroups(graph, own, groups, options);
  const shape = modelInputShape(graph);
  const layout = graph.layout === 'channels-last' ? 'channels-last' : 'channels-first';
  const known = new Map<number, {pixels: ComparedPicture['pixels']; maps: Float32Array[]}>();
  try {
    for (const row of new Set(chosen.flatMap(choice => choice.rows.map(one => one.row)))) {
      await takeTurns();
      signal?.throwIfAborted();
      const {image, target, key} = tasks[row]!;
      const {tensor, pictures} = await readPictures([image], graph);
      const {maps} = await runner.run(tensor, [target], [key]);
      known.set(row, {
        pixels: pictures[0]!,
        maps: maps.map(map =>
          Float32Array.from(pooledRelevance(rows(map, 0, 1).data, shape, layout)),
        ),
      });
    }
  } finally {
    await runner.dispose();
  }
  const startsAtScore = (method: Method): boolean =>
    method.kind === 'plan' && method.plan.start === 'logit';
  return chosen.map(({measure, a, b, rows: places}) => ({
    measure,
    a: methods[a]!.name,
    b: methods[b]!.name,
    sameUnit: startsAtScore(methods[a]!) && startsAtScore(methods[b]!),
    pictures: places.map(({place, row, scores}): ComparedPicture => {
      const {id, className} = tasks[row]!;
      const {pixels, maps} = known.get(row)!;
      return {
        ...{place, id, className, scores, pixels},
        maps: [maps[used.indexOf(a)]!, maps[used.indexOf(b)]!],
      };
    }),
  }));
}
