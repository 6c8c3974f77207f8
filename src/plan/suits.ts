import {describeShape, isWeighted, type Graph, type GraphNode} from '../graph/graph.js';
import {ruleSpec, ruleSpecs} from '../rules/catalogue.js';
import {formatRule, ruleName} from '../rules/describe.js';
import type {Bound, Rule, RulePlace} from '../rules/rule.js';
import {modelBounds} from './model-bounds.js';
import {inputLayers} from './select.js';

function placeOf(node: GraphNode): RulePlace | null {
  if (isWeighted(node)) return 'linear';
  switch (node.kind) {
    case 'maxpool':
    case 'avgpool':
    case 'add':
    case 'norm':
    case 'activation':
    case 'pad':
    case 'matmul':
    case 'softmax':
    case 'layernorm':
    case 'multiply':
      return node.kind;
    default:
      return null;
  }
}

/** Why a layer can't have a rule; null where it can. */
export interface Unsuited {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Whether a rule's kind can be given to a layer's kind. */
export function acceptsKind(node: GraphNode, rule: Rule): boolean {
  const place = placeOf(node);
  const allowed = rule.kind === 'custom' ? rule.allowed : ruleSpec(rule.kind).allowed;
  return place !== null && allowed.includes(place);
}

/** Number of input channels (or features) of a layer: per-sample axis 0, or the last axis of a dense layer. */
export function inputChannels(node: GraphNode, graph: Graph): number {
  const shape = graph.nodes[node.inputs[0]!]!.shape;
  return (node.kind === 'dense' ? shape[shape.length - 1] : shape[0]) ?? 1;
}

function checkBound(
  bound: Bound,
  channels: number,
  side: string,
  node: GraphNode,
): Unsuited | null {
  if (typeof bound !== 'object' || bound.length === channels) return null;
  return {
    code: 'rule/bounds-length',
    message: `zB: ${bound.length} ${side} bounds for layer "${node.name}", whose input has ${channels} channels`,
    hint: `give one number, or ${channels}`,
  };
}

function checkBox(node: GraphNode, rule: Rule & {kind: 'zB'}, graph: Graph): Unsuited | null {
  const channels = inputChannels(node, graph);
  const problem =
    checkBound(rule.low, channels, 'low', node) ?? checkBound(rule.high, channels, 'high', node);
  if (problem !== null || (rule.low !== 'model' && rule.high !== 'model')) return problem;
  if (!inputLayers(graph).has(node.id)) {
    return {
      code: 'rule/bounds-elsewhere',
      message: `zB: the model's preprocessing bounds its input, not the input of layer "${node.name}"`,
      hint: 'write the bounds: zB(low, high)',
    };
  }
  if (modelBounds(node, graph) === null) {
    return {
      code: 'rule/no-bounds',
      message:
        graph.preprocessing === null
          ? `zB: model "${graph.name}" does not say how its input is made, so the bounds are unknown`
          : `zB: the preprocessing of model "${graph.name}" does not tell the bounds of what layer "${node.name}" reads`,
      hint: 'write them, zB(low, high), or name the preprocessing of the model',
    };
  }
  return null;
}

/** Says why a layer can't have a rule, or null. */
export function findUnsuited(node: GraphNode, rule: Rule, graph: Graph): Unsuited | null {
  if (!acceptsKind(node, rule)) {
    const place = placeOf(node);
    const allowed =
      place === null
        ? []
        : ruleSpecs.filter(spec => spec.allowed.includes(place)).map(spec => spec.kind);
    return {
      code: 'rule/unsuited',
      message: `${ruleName(rule)} can't be given to layer "${node.name}" (${node.kind})`,
      hint:
        allowed.length === 0
          ? node.kind === 'constant'
            ? 'no input has a part in a constant: it keeps what reaches it, and takes no rule'
            : 'this layer hands relevance on exactly and takes no rule'
          : `allowed here: ${allowed.join(', ')}`,
    };
  }
  const input = graph.nodes[node.inputs[0]!]!;
  if (rule.kind === 'pass' && node.kind !== 'pad' && input.shape.join() !== node.shape.join()) {
    return {
      code: 'rule/pass-shape',
      message: `${formatRule(rule)} needs equal shapes, but layer "${node.name}" makes ${describeShape(node.shape)} of ${describeShape(input.shape)}`,
      hint: 'use another rule here',
    };
  }
  return rule.kind === 'zB' ? checkBox(node, rule, graph) : null;
}
