import {availableParallelism, totalmem} from 'node:os';
import {loadOrt} from '../../engine/onnx/providers.js';
import type {Finding} from './finding.js';

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function onnxruntime(): Promise<Finding> {
  const what = 'onnxruntime-node';
  try {
    const ort = await loadOrt();
    const providers = ort
      .listSupportedBackends()
      .map(({name, bundled}) => (bundled ? name : `${name} (files of its own)`));
    const version = ort.env.versions.node ?? ort.env.versions.common;
    return {what, works: true, detail: `${version}, can do ${providers.join(', ')}`};
  } catch (error) {
    return {what, works: false, detail: reasonOf(error)};
  }
}

async function tfjs(): Promise<Finding> {
  const what = '@tensorflow/tfjs-core';
  try {
    const {version_core: version} = await import('@tensorflow/tfjs-core');
    return {what, works: true, detail: version};
  } catch (error) {
    return {what, works: false, detail: reasonOf(error)};
  }
}

/** The machine and the two libraries that engines are made of. */
export async function findLibraries(): Promise<readonly Finding[]> {
  const node: Finding = {
    what: 'Node.js',
    works: true,
    detail: `${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
  };
  return [node, await onnxruntime(), await tfjs()];
}
