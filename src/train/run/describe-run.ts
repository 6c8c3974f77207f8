import {createRequire} from 'node:module';
import {cpus, totalmem} from 'node:os';
import type {RunRecord, RunVersions} from '../run-record.js';

/** The programs that a run's numbers depend on. */
export function versionsHere(): RunVersions {
  const require = createRequire(import.meta.url);
  const of = (file: string): string => (require(file) as {version: string}).version;
  return {
    lrplab: of('../../../../package.json'),
    tfjs: of('@tensorflow/tfjs-core/package.json'),
    onnxruntime: of('onnxruntime-node/package.json'),
    node: process.versions.node,
  };
}

export function machineHere(): RunRecord['machine'] {
  const processors = cpus();
  return {
    platform: `${process.platform} ${process.arch}`,
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory: totalmem(),
  };
}
