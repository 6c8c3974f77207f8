import {readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {goldenRule} from '../helpers/golden-plan.js';
import {GraphBuilder, nested} from '../helpers/graph-builder.js';
import {connectionsOf} from '../helpers/oracle-layer.js';
import {shareByGradient, shareOut} from '../helpers/oracle-share.js';

interface RuleFile {
  readonly dense: {weight_out_in: number[][]; bias: number[]; x: number[]; R_out: number[]};
  readonly conv: {
    weight_oihw: number[][][][];
    bias: number[];
    x_nchw: number[][][][];
    R_out_nchw: number[][][][];
  };
  readonly results: readonly {
    layer: 'dense' | 'conv';
    rule: string;
    R_in: unknown[];
    sum: number;
  }[];
}

const file: RuleFile = JSON.parse(
  readFileSync(path.resolve('test/golden/rules_float64.json'), 'utf8'),
);

const flatten = (value: readonly unknown[]): Float64Array =>
  Float64Array.from(value.flat(Number.POSITIVE_INFINITY) as number[]);

/** The layer of the file; its weights are float64 there, so they are put in unrounded. */
function layerOf(kind: 'dense' | 'conv') {
  if (kind === 'dense') {
    const {weight_out_in: weight, bias, x, R_out} = file.dense;
    const graph = new GraphBuilder([3]);
    graph.dense(nested(weight), nested(bias));
    return {graph: graph.build(), weight, bias, x: flatten(x), relevance: flatten(R_out)};
  }
  const {weight_oihw: weight, bias, x_nchw: x, R_out_nchw: R_out} = file.conv;
  const graph = new GraphBuilder([2, 4, 4]);
  graph.conv(nested(weight), nested(bias), {padding: [1, 1, 1, 1]});
  return {graph: graph.build(), weight, bias, x: flatten(x), relevance: flatten(R_out)};
}

function connectionsIn64(kind: 'dense' | 'conv') {
  const {graph, weight, bias, x, relevance} = layerOf(kind);
  const node = graph.nodes[1]!;
  if (node.kind !== 'conv' && node.kind !== 'dense') throw new Error('not a weighted layer');
  const exact = {
    ...node,
    weight: {shape: node.weight.shape, data: flatten(weight) as unknown as Float32Array},
    bias: {shape: [bias.length], data: flatten(bias) as unknown as Float32Array},
  };
  return {layer: connectionsOf(exact, graph.nodes[0]!.shape)!, x, relevance};
}

for (const {layer: kind, rule, R_in, sum} of file.results) {
  test(`the oracle gives zennit's numbers for ${rule} on a ${kind} layer`, t => {
    const {layer, x, relevance} = connectionsIn64(kind);
    const [, name = '', args = '', nobias] = /^(\w+)(?:\(([^)]*)\))?( nobias)?$/.exec(rule)!;
    const ours = {zbox: 'zB', norm: 'epsilon'}[name] ?? name;
    const given = name === 'norm' ? ['1e-6'] : args.split(',');
    const {size, low, high} = {size: x.length, low: -3, high: 3};
    const bounds = {low: new Float64Array(size).fill(low), high: new Float64Array(size).fill(high)};
    const {handedOn} = shareOut(
      goldenRule(ours, given, nobias === undefined ? 'include' : 'drop'),
      layer,
      x,
      relevance,
      bounds,
    );
    const expected = flatten(R_in);
    const largest = Math.max(...expected.map(Math.abs));
    handedOn.forEach((value, i) => {
      t.true(
        Math.abs(value - expected[i]!) <= 1e-9 * largest,
        `cell ${i}: ${value}, ${expected[i]}`,
      );
    });
    t.true(Math.abs(handedOn.reduce((a, b) => a + b, 0) - sum) <= 1e-9 * Math.max(largest, 1));
  });
}

test('the oracle shares gradients out through the transposed weights', t => {
  const {layer} = connectionsIn64('dense');
  const {handedOn, gain} = shareByGradient(layer, Float64Array.from([1, 2]));
  t.deepEqual([...handedOn], [1 - 4, 3 + 1, -1 + 2]);
  t.is(gain, 3 - 2);
});
