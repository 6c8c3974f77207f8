import {spawn} from 'node:child_process';
import {TorchSide} from '../torch/torch-side.js';
import type {StartTimes} from '../results.js';
import {summarise} from './statistics.js';

/** Imports the library and its default engine's runtime. */
const script = `await import(${JSON.stringify(new URL('../../src/lrplab.js', import.meta.url).href)}); await import('onnxruntime-node');`;

function ownStart(): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: 'ignore',
      cwd: new URL('../../..', import.meta.url),
    });
    child.on('error', reject);
    child.on('close', code =>
      code === 0
        ? resolve(performance.now() - started)
        : reject(new Error(`a process that imports lrplab ended with ${code}`)),
    );
  });
}

/** Medians of three starts each, by turns. */
export async function measureStart(besides: boolean): Promise<StartTimes> {
  const [own, zennit]: [number[], number[]] = [[], []];
  for (let round = 0; round < 3; round++) {
    own.push(await ownStart());
    if (!besides) continue;
    const started = performance.now();
    const side = await TorchSide.open();
    zennit.push(performance.now() - started);
    if (typeof side !== 'string') side.close();
  }
  return {
    own: summarise(own).median,
    zennit: zennit.length === 0 ? null : summarise(zennit).median,
  };
}
