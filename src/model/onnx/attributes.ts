import {ModelError} from '../../errors/model-error.js';
import type {AttributeProto, NodeProto, TensorProto} from '../../onnx/onnx_pb.js';

/** A node's attributes, each read as the type the operator's definition gives it. */
export interface Attributes {
  readonly has: (name: string) => boolean;
  readonly integer: (name: string, otherwise: number) => number;
  readonly float: (name: string, otherwise: number) => number;
  readonly text: (name: string, otherwise: string) => string;
  /** Null where the attribute is absent. */
  readonly integers: (name: string) => readonly number[] | null;
  readonly floats: (name: string) => readonly number[] | null;
  readonly tensor: (name: string) => TensorProto | null;
}

/** `AttributeProto.AttributeType`; 0 is unset, as in very old files. */
const types = {float: 1, integer: 2, text: 3, tensor: 4, floats: 6, integers: 7} as const;

/** Reads a node's attributes; `where` names the node in messages. */
export function attributesOf(node: NodeProto, where: string): Attributes {
  const byName = new Map(node.attribute.map(attribute => [attribute.name, attribute]));
  const get = (name: string, type: keyof typeof types): AttributeProto | null => {
    const attribute = byName.get(name);
    if (attribute === undefined) {
      return null;
    }
    if (attribute.type !== 0 && attribute.type !== types[type]) {
      throw new ModelError(
        'model/bad-attribute',
        `${where}: attribute "${name}" has type ${attribute.type}, expected ${types[type]} (${type})`,
      );
    }
    return attribute;
  };
  return {
    has: name => byName.has(name),
    integer: (name, otherwise) => {
      const attribute = get(name, 'integer');
      return attribute === null ? otherwise : Number(attribute.i);
    },
    float: (name, otherwise) => get(name, 'float')?.f ?? otherwise,
    text: (name, otherwise) => {
      const attribute = get(name, 'text');
      return attribute === null ? otherwise : new TextDecoder().decode(attribute.s);
    },
    integers: name => get(name, 'integers')?.ints.map(Number) ?? null,
    floats: name => get(name, 'floats')?.floats ?? null,
    tensor: name => get(name, 'tensor')?.t ?? null,
  };
}
