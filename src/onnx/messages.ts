import {create} from '@bufbuild/protobuf';
import {
  AttributeProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type ValueInfoProto,
} from './onnx_pb.js';

/** An attribute as the caller writes it: a number, whole numbers or text. */
export type AttributeValue =
  | {readonly int: number}
  | {readonly float: number}
  | {readonly ints: readonly number[]}
  | {readonly text: string};

/** Numbers by which ONNX names element types. */
export const elementType = {float: 1, int64: 7, bool: 9, double: 11} as const;

/** How an input or output is declared. */
export interface ValueOptions {
  /** @default float */
  readonly type?: 'float' | 'double';
  /** Name of the leading axis; null where there is none. @default N */
  readonly leading?: string | null;
}

/** An attribute of a node. */
export function attributeMessage(name: string, value: AttributeValue): AttributeProto {
  if ('int' in value) return create(AttributeProtoSchema, {name, type: 2, i: BigInt(value.int)});
  if ('float' in value) return create(AttributeProtoSchema, {name, type: 1, f: value.float});
  if ('ints' in value)
    return create(AttributeProtoSchema, {name, type: 7, ints: value.ints.map(BigInt)});
  return create(AttributeProtoSchema, {name, type: 3, s: new TextEncoder().encode(value.text)});
}

/** Declares an input or output [N, …shape]. */
export function valueMessage(
  name: string,
  shape: readonly number[],
  {type = 'float', leading = 'N'}: ValueOptions = {},
): ValueInfoProto {
  const first =
    leading === null
      ? []
      : [create(TensorShapeProto_DimensionSchema, {value: {case: 'dimParam', value: leading}})];
  const dim = [
    ...first,
    ...shape.map(length =>
      create(TensorShapeProto_DimensionSchema, {
        value: {case: 'dimValue', value: BigInt(length)},
      }),
    ),
  ];
  const tensor = create(TypeProto_TensorSchema, {
    elemType: elementType[type],
    shape: create(TensorShapeProtoSchema, {dim}),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, {value: {case: 'tensorType', value: tensor}}),
  });
}
