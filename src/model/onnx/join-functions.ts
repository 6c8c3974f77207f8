import {create} from '@bufbuild/protobuf';
import type {AttributeProto, GraphProto, NodeProto, TensorProto} from '../../onnx/onnx_pb.js';
import {AttributeProtoSchema, NodeProtoSchema} from '../../onnx/onnx_pb.js';
import type {Needed} from './check-nodes.js';
import {type KnownFunction, knownFunctions} from './known-functions.js';
import {type Captures, type PatternSite, sourceOf} from './patterns.js';
import type {Constant} from './value.js';

/** Operators that a known function can end in. */
const ends = ['Add', 'Div', 'Mul'];

/**
 * Puts one operator in the place of the last of several that together are a known function (a layer norm, GELU,
 * SiLU); the others go where nothing else needs them. The graph must have been checked: no cycles.
 *
 * @param readTensor Reads a stored tensor.
 */
export function joinFunctions(
  graph: GraphProto,
  needed: Needed,
  readTensor: (proto: TensorProto, name: string) => Constant,
): GraphProto {
  const stored = new Map(graph.initializer.map(tensor => [tensor.name, tensor]));
  for (const node of graph.node) {
    const value = node.opType === 'Constant' ? constantOf(node) : undefined;
    if (value !== undefined) stored.set(node.output[0] ?? '', value);
  }
  const site = siteOf(stored, needed, readTensor);
  const nodes = graph.node.map(node => {
    if (!ends.includes(node.opType) || !isPlain(node)) return node;
    for (const known of knownFunctions) {
      for (const found of known.pattern(site, node.output[0] ?? '', {})) {
        const joined = joinedNode(node, known, found, site);
        if (joined !== null) return joined;
      }
    }
    return node;
  });
  return {...graph, node: nodes};
}

function isPlain(node: NodeProto): boolean {
  return node.domain === '' || node.domain === 'ai.onnx';
}

function constantOf(node: NodeProto): TensorProto | undefined {
  return node.attribute.find(attribute => attribute.name === 'value')?.t;
}

function siteOf(
  stored: ReadonlyMap<string, TensorProto>,
  needed: Needed,
  readTensor: (proto: TensorProto, name: string) => Constant,
): PatternSite {
  const site: PatternSite = {
    maker: tensor => {
      const node = needed.maker.get(tensor);
      return node !== undefined && isPlain(node) ? node : undefined;
    },
    scalar: tensor => {
      const proto = stored.get(sourceOf(site, tensor));
      if (proto === undefined || proto.dims.some(length => length !== 1n)) return null;
      return readTensor(proto, tensor).data[0] ?? null;
    },
    isVector: tensor => {
      const proto = stored.get(sourceOf(site, tensor));
      return proto !== undefined && proto.dims.filter(length => length !== 1n).length <= 1;
    },
  };
  return site;
}

/** The operator that stands for what was found; null where its means run over several axes. */
function joinedNode(
  last: NodeProto,
  known: KnownFunction,
  found: Captures,
  site: PatternSite,
): NodeProto | null {
  const attribute: AttributeProto[] = Object.entries(known.attributes).map(([name, value]) =>
    typeof value === 'string'
      ? create(AttributeProtoSchema, {name, type: 3, s: new TextEncoder().encode(value)})
      : name === 'alpha'
        ? create(AttributeProtoSchema, {name, type: 1, f: value})
        : create(AttributeProtoSchema, {name, type: 2, i: BigInt(value)}),
  );
  const {epsilon, mean, center} = found;
  if (epsilon !== undefined && mean !== undefined) {
    const axis = axisOf(mean, site);
    if (axis === null || (center !== undefined && axisOf(center, site) !== axis)) return null;
    attribute.push(
      create(AttributeProtoSchema, {name: 'axis', type: 2, i: BigInt(axis)}),
      create(AttributeProtoSchema, {name: 'epsilon', type: 1, f: site.scalar(epsilon) ?? 0}),
    );
  }
  const input = known.inputs.map(name => found[name] ?? '');
  const {name, output} = last;
  return create(NodeProtoSchema, {opType: known.operator, name, input, output, attribute});
}

/** The one axis a mean runs over. */
function axisOf(tensor: string, site: PatternSite): number | null {
  const node = site.maker(tensor);
  const listed = node?.attribute.find(attribute => attribute.name === 'axes')?.ints;
  const given = listed ?? [];
  if (given.length === 1) return Number(given[0]);
  return listed === undefined ? site.scalar(node?.input[1] ?? '') : null;
}
