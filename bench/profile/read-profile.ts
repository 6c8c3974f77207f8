/** A node of the program's ONNX graph, as the engine wrote it. */
export interface EmittedNode {
  /** `Conv t12 convTranspose conv3`: operator, output, the program's operation and the layer it is for. */
  readonly name: string;
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
}

/** One node run, as onnxruntime's profile tells it. */
export interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args: {readonly op_name?: string};
}

/** What a node's time is spent on. */
export type Work =
  | 'primal pass'
  | 'denominators'
  | 'transposes'
  | 'max pooling backwards'
  | 'elementwise'
  | 'layout changes';

export interface ProfileRow {
  readonly work: Work;
  /** The graph's layer. */
  readonly layer: string;
  readonly operator: string;
  /** Milliseconds of one run. */
  readonly time: number;
}

interface Purpose {
  readonly work: Work;
  readonly layer: string;
}

function purposeOf(name: string, isPrimal: boolean): Purpose {
  const [, , operation = '', ...layer] = name.split(' ');
  const work = ((): Work => {
    if (isPrimal) return 'primal pass';
    switch (operation) {
      case 'conv':
      case 'sumPool':
        return 'denominators';
      case 'dense':
        return name.startsWith('MatMul') ? 'transposes' : 'denominators';
      case 'convTranspose':
      case 'sumPoolTranspose':
        return 'transposes';
      case 'maxPoolTranspose':
        return 'max pooling backwards';
      default:
        return 'elementwise';
    }
  })();
  return {work, layer: layer.join(' ')};
}

/** What every emitted node is for, by its own name and by its outputs' names. */
function purposes(emitted: readonly EmittedNode[]): ReadonlyMap<string, Purpose> {
  const logits = emitted.find(node => node.outputs.includes('logits'))?.inputs[0];
  const end = emitted.findIndex(node => logits !== undefined && node.outputs.includes(logits));
  const known = new Map<string, Purpose>();
  for (const [index, {name, outputs}] of emitted.entries()) {
    const purpose = purposeOf(name, index <= end);
    known.set(name, purpose);
    // onnxruntime names a node it makes over after the value that the node gave.
    for (const output of outputs) if (!known.has(output)) known.set(output, purpose);
  }
  return known;
}

/**
 * Sorts the node times of a profile by what they are for. Changes between onnxruntime's memory layouts
 * count for the layer of the node before them. Times are means over `runs`.
 */
export function readProfile(
  emitted: readonly EmittedNode[],
  events: readonly ProfileEvent[],
  runs: number,
): readonly ProfileRow[] {
  const known = purposes(emitted);
  let before = '';
  return events
    .filter(({cat, name}) => cat === 'Node' && name.endsWith('_kernel_time'))
    .map(({name, dur, args}): ProfileRow => {
      const own = name.replace(/_kernel_time$/, '').replace(/^fused /, '');
      const purpose =
        known.get(own) ??
        known.get(
          own
            .replace(/_nchwc$/, '')
            .split(' ')
            .at(-1)!,
        );
      const operator = args.op_name ?? '?';
      const layer = purpose?.layer ?? before;
      before = layer;
      const work = ((): Work => {
        if (operator.startsWith('Reorder')) return 'layout changes';
        const own = purpose?.work ?? 'elementwise';
        // A convolution joined with what follows it bears the name of what follows.
        return operator === 'Conv' && own === 'elementwise' ? 'denominators' : own;
      })();
      return {work, layer, operator, time: dur / 1000 / runs};
    });
}

/** Times of rows added up by a key, the longest first. */
export function sumTimes(
  rows: readonly ProfileRow[],
  keyOf: (row: ProfileRow) => string,
): readonly (readonly [key: string, time: number])[] {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.time);
  return [...sums].toSorted(([, a], [, b]) => b - a);
}
