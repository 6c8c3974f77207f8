import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import sharp from 'sharp';
import {floats, onnxBytes, onnxNode} from './onnx-maker.js';

/** One picture of one colour, with what its annotation says is there. */
export interface PlainScene {
  readonly id: string;
  /** 0…255; JPEG keeps plain colours to one or two. */
  readonly rgb: readonly [number, number, number];
  /** A class and, where all of it is, `difficult`. */
  readonly objects: readonly (readonly [name: string, difficult?: 'difficult'])[];
}

/** Splits by name, each its scenes. */
export type PlainSplits = Readonly<Record<string, readonly PlainScene[]>>;

function annotation({id, objects}: PlainScene, size: number): string {
  const parts = objects.map(
    ([name, difficult]) =>
      `<object><name>${name}</name><difficult>${difficult === undefined ? 0 : 1}</difficult><truncated>0</truncated><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>${size}</xmax><ymax>${size}</ymax></bndbox></object>`,
  );
  return `<annotation><folder>VOC2012</folder><filename>${id}.jpg</filename><size><width>${size}</width><height>${size}</height><depth>3</depth></size>${parts.join('')}</annotation>`;
}

/**
 * Writes a devkit of plain pictures into `folder/VOCdevkit/VOC2012` and gives its path.
 *
 * @param size Height and width of the pictures, in pixels. @default 8
 */
export async function plainDevkit(
  folder: string,
  splits: PlainSplits,
  {size = 8}: {readonly size?: number} = {},
): Promise<string> {
  const root = join(folder, 'VOCdevkit', 'VOC2012');
  const sets = join(root, 'ImageSets', 'Main');
  for (const each of [sets, join(root, 'Annotations'), join(root, 'JPEGImages')])
    await mkdir(each, {recursive: true});
  for (const [split, scenes] of Object.entries(splits)) {
    await writeFile(join(sets, `${split}.txt`), scenes.map(({id}) => `${id}\n`).join(''));
    for (const scene of scenes) {
      const [r, g, b] = scene.rgb;
      await writeFile(join(root, 'Annotations', `${scene.id}.xml`), annotation(scene, size));
      await sharp({create: {width: size, height: size, channels: 3, background: {r, g, b}}})
        .jpeg({quality: 100})
        .toFile(join(root, 'JPEGImages', `${scene.id}.jpg`));
    }
  }
  return root;
}

/** What a model for plain pictures carries. */
export interface ColourModel {
  /** Null leaves the names out. @default ['horse', 'person'] */
  readonly classes?: readonly string[] | null;
  /** @default 'Sigmoid' */
  readonly head?: 'Sigmoid' | 'Softmax' | null;
  /** How much a colour counts. @default 20 */
  readonly gain?: number;
}

/** Logits gain·(red − ½) and gain·(blue − ½) of a picture of 8×8, colours 0…1: a network whose answers are seen. */
export async function writeColourModel(
  file: string,
  {classes = ['horse', 'person'], head = 'Sigmoid', gain = 20}: ColourModel = {},
): Promise<string> {
  const nodes = [
    onnxNode('GlobalAveragePool', ['input'], ['mean']),
    onnxNode('Flatten', ['mean'], ['flat']),
    onnxNode('Gemm', ['flat', 'w', 'b'], ['logits']),
    ...(head === null ? [] : [onnxNode(head, ['logits'], ['output'])]),
  ];
  const bytes = onnxBytes({
    nodes,
    weights: [
      floats('w', [3, 2], [gain, 0, 0, 0, 0, gain]),
      floats('b', [2], [-gain / 2, -gain / 2]),
    ],
    inputs: {input: [0, 3, 8, 8]},
    outputs: [head === null ? 'logits' : 'output'],
    metadata: {
      ...(classes === null ? {} : {'lrplab.classes': JSON.stringify(classes)}),
      'lrplab.preprocessing': JSON.stringify({
        channels: 'RGB',
        scale: 1 / 255,
        mean: [0, 0, 0],
        std: [1, 1, 1],
      }),
    },
  });
  await writeFile(file, bytes);
  return file;
}

/**
 * Six scenes for the colour model; it tells: a horse, a horse, both, nothing, a person, a horse.
 * True are: a horse, nothing, both, a person, a difficult person, a horse.
 */
export const sixScenes: readonly PlainScene[] = [
  {id: '2012_000001', rgb: [255, 0, 0], objects: [['horse']]},
  {id: '2012_000002', rgb: [200, 0, 0], objects: [['dog']]},
  {id: '2012_000003', rgb: [230, 0, 230], objects: [['horse'], ['person']]},
  {id: '2012_000004', rgb: [0, 0, 100], objects: [['person']]},
  {id: '2012_000005', rgb: [0, 0, 255], objects: [['person', 'difficult']]},
  {id: '2012_000006', rgb: [150, 0, 30], objects: [['horse']]},
];
