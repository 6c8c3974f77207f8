import type {Explained, ExplainedPlan} from '../../src/explain/explained.js';
import type {LayerRelevance} from '../../src/explain/layer-relevance.js';
import {reduceLayer} from '../../src/explain/layer-relevance.js';
import {sizeOf, type Graph} from '../../src/graph/graph.js';
import {GraphBuilder, tensorOf} from '../helpers/graph-builder.js';
import {uniformPlan} from '../helpers/make-plan.js';
import {line, sampleOf} from '../ledger/samples.js';

const weights = (...shape: readonly number[]) =>
  tensorOf(
    shape,
    Array.from({length: sizeOf(shape)}, (_, i) => ((i % 5) - 2) / 4),
  );

/** [C,S,S] → conv → ReLU → dense [2]. */
export function pictureNet(channels: number, side: number): Graph {
  const graph = new GraphBuilder([channels, side, side]);
  graph.conv(weights(3, channels, 1, 1), null);
  graph.relu();
  graph.flatten();
  graph.dense(weights(2, 3 * side * side), null);
  return {...graph.build(), name: 'net', classes: ['cat', 'dog']};
}

export interface MadeUp {
  readonly channels?: number;
  readonly side?: number;
  readonly rows?: number;
  readonly plans?: number;
  readonly layers?: boolean;
  /** Appended to the names of samples, layers and plans. */
  readonly suffix?: string;
}

/** An explanation of pictures with made-up numbers that differ everywhere. */
export function madeUp({
  channels = 1,
  side = 2,
  rows = 2,
  plans = 2,
  layers = true,
  suffix = '',
}: MadeUp = {}): Explained {
  const graph = pictureNet(channels, side);
  const area = side * side;
  const numbers = (size: number, seed: number) =>
    Float32Array.from({length: size}, (_, i) => ((i * 7 + seed * 3) % 11) - 4);
  const layersOf = (seed: number): readonly LayerRelevance[] =>
    [0, 1, 4].map(node => {
      const {name, kind, shape} = graph.nodes[node]!;
      const relevance = numbers(sizeOf(shape), seed + node);
      const index = node === 0 ? null : node === 1 ? 0 : 1;
      return {node, index, name: name + suffix, kind, shape, ...reduceLayer(relevance, shape)};
    });
  const list = Array.from({length: rows}, (_, row) => row);
  return {
    graph,
    shape: [channels, side, side],
    rows: list.map(row => ({
      sample: `s${row}${suffix}`,
      label: `s${row}${suffix} for dog (1)`,
      pixels: {
        width: side,
        height: side,
        data: Uint8Array.from(
          {length: area * 3},
          (_, i) => (i * (channels === 1 ? 0 : 5) + row) % 256,
        ),
      },
      target: 1,
      logits: Float32Array.of(1, 8),
    })),
    plans: Array.from(
      {length: plans},
      (_, at): ExplainedPlan => ({
        plan: {
          ...uniformPlan(graph, {kind: 'zero', bias: 'include', stabiliser: 1e-9}),
          name: `p${at}${suffix}`,
        },
        cost: 2,
        engine: 'onnx/cpu',
        relevance: list.map(row => numbers(channels * area, row + at * 2)),
        ledger: list.map(() =>
          sampleOf(
            8,
            line(`conv1${suffix}`, {relevanceOut: 7.5, relevanceIn: 5, bias: 2, stabiliser: 0.5}),
            line(`dense4${suffix}`, {index: 1, relevanceOut: 8, relevanceIn: 7.5, bias: 0.5}),
          ),
        ),
        layers: layers ? list.map(row => layersOf(row + at * 5)) : null,
      }),
    ),
  };
}

/** Text that would run if any output let it. */
export const hostile = `</script><img src=x onerror="alert('1')">&<!--`;
