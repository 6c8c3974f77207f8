import type {DraftNode} from '../../graph/draft.js';
import type {Pair, Shape} from '../../graph/graph.js';

/** From where to where a window reaches along an axis, its end left out. */
export type PoolWindow = readonly [start: number, end: number];

/** Windows of adaptive pooling along an axis of `length` cells: window i is ⌊i·L/n⌋ to ⌈(i+1)·L/n⌉, as in PyTorch. */
export function poolWindows(length: number, count: number): readonly PoolWindow[] {
  return Array.from({length: count}, (_, i) => [
    Math.floor((i * length) / count),
    Math.ceil(((i + 1) * length) / count),
  ]);
}

/**
 * Adaptive average pooling to a map no larger than the one it reads, as nodes that the engines have: where windows are
 * all alike, one average pooling; else slices are put side by side, the shorter ones with zeros behind them, and then
 * averaged, each window over its own number of cells. The last node has the pooling's name.
 *
 * @param shape [C,H,W] of the node `from`.
 * @param size  Height and width behind it.
 */
export function adaptivePoolingNodes(
  name: string,
  size: Pair,
  {name: from, shape}: {readonly name: string; readonly shape: Shape},
): readonly DraftNode[] {
  const nodes: DraftNode[] = [];
  let last = {name: from, shape};
  const axes = size.map((count, index) => {
    const axis = index + 1;
    const windows = poolWindows(shape[axis]!, count);
    const even = evenWindows(windows);
    if (even !== null) return {...even, lengths: windows.map(() => even.kernel)};
    const gathered = gather(
      windows,
      {name: `${name}/${axis === 1 ? 'rows' : 'columns'}`, axis},
      last,
    );
    nodes.push(...gathered);
    last = gathered.at(-1)!;
    const lengths = windows.map(([start, end]) => end - start);
    const kernel = Math.max(...lengths);
    return {kernel, stride: kernel, lengths};
  });
  const [rows, columns] = axes as [(typeof axes)[0], (typeof axes)[0]];
  nodes.push({
    kind: 'avgpool',
    name,
    operator: 'AveragePool',
    inputs: [last.name],
    shape: [shape[0]!, ...size],
    kernel: [rows.kernel, columns.kernel],
    stride: [rows.stride, columns.stride],
    padding: [0, 0, 0, 0],
    counts: {
      shape: [...size],
      data: Float32Array.from(rows.lengths.flatMap(h => columns.lengths.map(w => h * w))),
    },
  });
  return nodes;
}

/** Length and distance of windows that are all alike; null where they are not. */
function evenWindows(
  windows: readonly PoolWindow[],
): {readonly kernel: number; readonly stride: number} | null {
  const kernel = windows[0]![1];
  const stride = windows[1]?.[0] ?? kernel;
  const isEven = windows.every(([start, end], i) => start === i * stride && end - start === kernel);
  return isEven ? {kernel, stride} : null;
}

/** The windows of an axis one behind the other, all as long as the longest. */
function gather(
  windows: readonly PoolWindow[],
  {name, axis}: {readonly name: string; readonly axis: number},
  from: {readonly name: string; readonly shape: Shape},
): readonly DraftNode[] {
  const longest = Math.max(...windows.map(([start, end]) => end - start));
  const withLength = (length: number): Shape =>
    from.shape.map((each, at) => (at === axis ? length : each));
  const nodes: DraftNode[] = [];
  const parts = windows.map(([start, end], i) => {
    const slice: DraftNode = {
      kind: 'slice',
      name: `${name}/${i + 1}`,
      operator: 'Slice',
      inputs: [from.name],
      shape: withLength(end - start),
      begin: from.shape.map((_, at) => (at === axis ? start : 0)),
    };
    nodes.push(slice);
    const missing = longest - (end - start);
    if (missing === 0) return slice.name;
    const pad: DraftNode = {
      kind: 'pad',
      name: `${slice.name}/pad`,
      operator: 'Pad',
      inputs: [slice.name],
      shape: withLength(longest),
      before: from.shape.map(() => 0),
      after: from.shape.map((_, at) => (at === axis ? missing : 0)),
      value: 0,
    };
    nodes.push(pad);
    return pad.name;
  });
  nodes.push({
    kind: 'concat',
    name,
    operator: 'Concat',
    inputs: parts,
    shape: withLength(longest * windows.length),
    axis,
  });
  return nodes;
}
