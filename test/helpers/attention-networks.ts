import type {Graph, GraphNode} from '../../src/graph/graph.js';
import {sizeOf} from '../../src/graph/graph.js';
import {GraphBuilder, tensorOf} from './graph-builder.js';
import {randomFrom} from './random.js';

type Activation = Extract<GraphNode, {kind: 'activation'}>['activation'];

/** Builds small transformers with random weights, one layer after another. */
class TransformerBuilder {
  readonly graph: GraphBuilder;
  readonly #random;

  constructor(shape: readonly number[], seed: number) {
    this.graph = new GraphBuilder(shape);
    this.#random = randomFrom(seed);
  }

  weights(shape: readonly number[], spread: number, centre = 0) {
    const draw = (): number => centre + spread * this.#random.normal();
    return tensorOf(shape, Array.from({length: sizeOf(shape)}, draw));
  }

  dense(outputs: number, from: number): number {
    const inputs = this.graph.shapeOf(from).at(-1)!;
    return this.graph.dense(
      this.weights([outputs, inputs], 1 / Math.sqrt(inputs)),
      this.weights([outputs], 0.1),
      from,
    );
  }

  layerNorm(from: number, centre = true): number {
    const shape = this.graph.shapeOf(from);
    const features = shape.at(-1)!;
    return this.graph.node(
      {
        kind: 'layernorm',
        epsilon: 1e-5,
        centre,
        scale: this.weights([features], 0.2, 1),
        shift: centre ? this.weights([features], 0.1) : null,
      },
      [from],
      shape,
    );
  }

  constant(shape: readonly number[]): number {
    return this.graph.node({kind: 'constant', value: this.weights(shape, 0.5)}, [], shape);
  }

  /** Self-attention over tokens [T,F]: one dense layer for query, key and value, split by slices. */
  attention(from: number, heads: number): number {
    const {graph} = this;
    const [tokens, features] = graph.shapeOf(from) as [number, number];
    const size = features / heads;
    const all = this.dense(3 * features, from);
    const [q, k, v] = [0, 1, 2].map(part => {
      const own = graph.node(
        {kind: 'slice', begin: [0, part * features]},
        [all],
        [tokens, features],
      );
      const apart = graph.node({kind: 'reshape'}, [own], [tokens, heads, size]);
      return graph.transpose([1, 0, 2], apart);
    }) as [number, number, number];
    const scores = graph.node(
      {kind: 'matmul', transposeB: true, scale: 1 / Math.sqrt(size)},
      [q, k],
      [heads, tokens, tokens],
    );
    const weights = graph.node({kind: 'softmax'}, [scores], [heads, tokens, tokens], true);
    const mixed = graph.node(
      {kind: 'matmul', transposeB: false, scale: 1},
      [weights, v],
      [heads, tokens, size],
    );
    const turned = graph.transpose([1, 0, 2], mixed);
    return this.dense(features, graph.node({kind: 'reshape'}, [turned], [tokens, features]));
  }

  perceptron(from: number, hidden: number, activation: Activation): number {
    const features = this.graph.shapeOf(from).at(-1)!;
    return this.dense(features, this.graph.activation(activation, this.dense(hidden, from)));
  }
}

/** A vision transformer on 16×16: patches of 4×4, a class token, two blocks of two heads. */
export function smallViT({
  seed = 5,
  approximate = 'none',
}: {
  readonly seed?: number;
  readonly approximate?: 'none' | 'tanh';
} = {}): Graph {
  const build = new TransformerBuilder([3, 16, 16], seed);
  const {graph} = build;
  const features = 8;
  graph.conv(build.weights([features, 3, 4, 4], 0.2), build.weights([features], 0.1), {
    stride: [4, 4],
  });
  const flat = graph.node({kind: 'reshape'}, [graph.last], [features, 16]);
  const patches = graph.transpose([1, 0], flat);
  const token = build.constant([1, features]);
  const joined = graph.node({kind: 'concat', axis: 0}, [token, patches], [17, features]);
  let tokens = graph.add(joined, build.constant([17, features]));
  for (let block = 0; block < 2; block++) {
    tokens = graph.add(tokens, build.attention(build.layerNorm(tokens), 2));
    const mlp = build.perceptron(build.layerNorm(tokens), 16, {name: 'gelu', approximate});
    tokens = graph.add(tokens, mlp);
  }
  const normed = build.layerNorm(tokens);
  const first = graph.node({kind: 'slice', begin: [0, 0]}, [normed], [1, features]);
  build.dense(3, graph.node({kind: 'reshape'}, [first], [features]));
  return graph.build();
}

/** A block of a language model on tokens [5,6]: RMSNorm, attention, a SiLU-gated perceptron, the mean over tokens. */
export function gatedBlock(seed = 9): Graph {
  const build = new TransformerBuilder([5, 6], seed);
  const {graph} = build;
  const attended = graph.add(0, build.attention(build.layerNorm(0, false), 2));
  const normed = build.layerNorm(attended, false);
  const gate = graph.activation({name: 'silu', beta: 1}, build.dense(10, normed));
  const gated = graph.node({kind: 'multiply'}, [gate, build.dense(10, normed)], [5, 10]);
  const mixed = graph.add(attended, build.dense(6, gated));
  const image = graph.node({kind: 'reshape'}, [mixed], [1, 5, 6]);
  graph.avgpool({kernel: [5, 1], stride: [1, 1], from: image});
  build.dense(3, graph.node({kind: 'reshape'}, [graph.last], [6]));
  return graph.build();
}
