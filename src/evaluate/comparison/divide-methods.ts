import {
  type BatchSizeOptions,
  checkBatchOptions,
  runBytes,
  samplesPerRun,
  usualMemory,
} from '../../explain/batch-size.js';
import type {Graph} from '../../graph/graph.js';
import {sizeOf} from '../../graph/graph.js';
import {compileForward, compilePlans} from '../../program/compile.js';
import {programMemory} from '../../program/memory.js';
import type {Program} from '../../program/program.js';
import type {Method, MethodMaps, MethodRunner} from '../methods/method.js';
import {type MethodOptions, openMethods} from '../methods/open-methods.js';

/** What of an evaluation is computed together. */
export interface Division {
  /** Rows of one run. */
  readonly samples: number;
  /** How many methods share one program, group by group, in their order. */
  readonly groups: readonly number[];
}

/** Share of the memory that the finished maps of a batch may take. */
const mapShare = 1 / 4;

/**
 * Divides an evaluation so that it fits into memory: all plans in one program over one primal pass where that fits,
 * else in halves, quarters, …; then as many rows as fit with all their maps.
 *
 * @throws LrpError `explain/batch-size`, `explain/memory`.
 */
export function divideMethods(
  graph: Graph,
  methods: readonly Method[],
  options: BatchSizeOptions = {},
): Division {
  checkBatchOptions(options);
  const {memory = usualMemory(), batchSize} = options;
  const room = memory * (1 - mapShare);
  const [parts, programs] = fitting(graph, methods, room, batchSize ?? 1);
  const groups = parts.map(({length}) => length);
  if (batchSize !== undefined) return {samples: batchSize, groups};
  const constants = programs.map(program => programMemory(program).constants);
  const all = constants.reduce((sum, bytes) => sum + bytes, 0);
  const runs = programs.map((program, index) =>
    samplesPerRun(program, {...options, memory: room - (all - constants[index]!)}),
  );
  const maps = Math.floor((memory * mapShare) / (methods.length * mapBytes(graph)));
  return {samples: Math.max(1, Math.min(maps, ...runs)), groups};
}

/** Bytes of a method's map of one row: as it is, and its channels pooled in float64. */
function mapBytes(graph: Graph): number {
  const {shape} = graph.nodes[graph.input]!;
  return 4 * sizeOf(shape) + 8 * sizeOf(shape.slice(1));
}

function fitting(
  graph: Graph,
  methods: readonly Method[],
  room: number,
  samples: number,
): readonly [parts: readonly (readonly Method[])[], programs: readonly Program[]] {
  const plans = methods.flatMap(method => (method.kind === 'plan' ? [method.plan] : []));
  const program =
    plans.length === 0
      ? compileForward(graph)
      : compilePlans(graph, plans, {ledger: false}).program;
  if (plans.length <= 1 || runBytes(program, samples) <= room) return [[methods], [program]];
  const half = Math.ceil(methods.length / 2);
  const [left, right] = [methods.slice(0, half), methods.slice(half)].map(part =>
    fitting(graph, part, room, samples),
  ) as [ReturnType<typeof fitting>, ReturnType<typeof fitting>];
  return [
    [...left[0], ...right[0]],
    [...left[1], ...right[1]],
  ];
}

/** Makes methods ready, group by group, as one runner. @throws LrpError `engine/*`. */
export async function openInGroups(
  graph: Graph,
  methods: readonly Method[],
  groups: readonly number[],
  options: MethodOptions,
): Promise<MethodRunner> {
  const runners: MethodRunner[] = [];
  const dispose = async (): Promise<void> => {
    for (const runner of runners) await runner.dispose();
  };
  try {
    let from = 0;
    for (const count of groups) {
      runners.push(await openMethods(graph, methods.slice(from, from + count), options));
      from += count;
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  const [first] = runners;
  if (runners.length === 1) return first!;
  return {
    methods,
    engine: first!.engine,
    async run(batch, targets, keys): Promise<MethodMaps> {
      const results: MethodMaps[] = [];
      for (const runner of runners) results.push(await runner.run(batch, targets, keys));
      return {logits: results[0]!.logits, maps: results.flatMap(({maps}) => maps)};
    },
    predict: batch => first!.predict(batch),
    dispose,
  };
}
