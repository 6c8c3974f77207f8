import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {OnnxDevice} from '../devices.js';
import {probeInput, probeProgram, smallProbe} from '../probe.js';
import {emitOnnx} from './emit.js';
import {loadOrt, sessionOptions} from './providers.js';

/** Where onnxruntime ran the steps of a small program. */
export interface Placement {
  readonly steps: number;
  /** Steps by execution provider, as onnxruntime calls it: `WebGpuExecutionProvider`, … */
  readonly byProvider: Readonly<Record<string, number>>;
}

interface ProfileEvent {
  readonly cat?: string;
  readonly args?: {readonly provider?: string; readonly node_index?: string};
}

/** Asks onnxruntime's profiler where a small convolution runs on a device: what a device can't do goes to the CPU. */
export async function probePlacement(device: OnnxDevice): Promise<Placement> {
  const ort = await loadOrt();
  const folder = await mkdtemp(path.join(tmpdir(), 'lrplab-profile-'));
  try {
    const model = emitOnnx(probeProgram(smallProbe));
    const session = await ort.InferenceSession.create(model, {
      ...sessionOptions(device, model),
      enableProfiling: true,
      profileFilePrefix: path.join(folder, 'profile'),
    });
    const [[name, {shape, data}]] = [...probeInput(smallProbe)] as [
      [string, {shape: readonly number[]; data: Float32Array}],
    ];
    await session.run({[name]: new ort.Tensor('float32', data, [...shape])});
    session.endProfiling();
    await session.release();
    const [file] = await readdir(folder);
    const events = JSON.parse(await readFile(path.join(folder, file!), 'utf8')) as ProfileEvent[];
    const providers = new Map(
      events.flatMap(({cat, args}) =>
        cat === 'Node' && args?.provider !== undefined
          ? [[args.node_index ?? '', args.provider] as const]
          : [],
      ),
    );
    const byProvider: Record<string, number> = {};
    for (const provider of providers.values())
      byProvider[provider] = (byProvider[provider] ?? 0) + 1;
    return {steps: providers.size, byProvider};
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}
