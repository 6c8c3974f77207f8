import {copyFile, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {makeNotebook, type JupyterHome} from './jupyter.js';

/** Cells in both languages: a plan, an explanation with its picture, and TypeScript beside it. */
export const sampleCells: readonly string[] = [
  'model "digits.onnx"\nimage "3-a.png" as digit',
  'plan mine {\n  all use epsilon(0.25 rms)\n  layers 1..2 use gamma(0.25)\n  input use zB\n}',
  'explain digit for top with mine\nshow heatmap',
  'const answer: number = 6 * 7;\nanswer',
];

/**
 * Runs for some ten seconds: the slow engine, all classes, again and again. An interrupt stops it between two
 * explanations. Short, for a browser types it key by key.
 */
export const longExplanation: string = [
  'engine tfjs cpu',
  ...Array<string>(12).fill(
    'explain digit for 0,1,2,3,4,5,6,7,8,9 with EpsilonAlpha2Beta1, EpsilonPlus',
  ),
].join('\n');

/** Writes the sample and what it reads into the home's work folder. @returns The notebook's name. */
export async function writeSample(home: JupyterHome, name = 'sample.ipynb'): Promise<string> {
  await copyFile(resolve('notebooks/models/digits.onnx'), join(home.work, 'digits.onnx'));
  await copyFile(resolve('notebooks/digits/3-a.png'), join(home.work, '3-a.png'));
  await writeFile(join(home.work, name), JSON.stringify(makeNotebook(sampleCells)));
  return name;
}
