import {createRequire} from 'node:module';
import {cpus, release, totalmem, type as systemType} from 'node:os';
import type {Machine} from './results.js';
import type {TorchVersions} from './torch/torch-side.js';

const require = createRequire(import.meta.url);

function versionOf(name: string): string {
  return (require(`${name}/package.json`) as {version: string}).version;
}

/** Says on what a benchmark runs. */
export function thisMachine(torch: TorchVersions | null): Machine {
  const all = cpus();
  return {
    processor: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memory: totalmem(),
    system: `${systemType()} ${release()}`,
    node: process.version,
    onnxruntime: versionOf('onnxruntime-node'),
    tfjs: versionOf('@tensorflow/tfjs-core'),
    torch,
  };
}
