import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fromBinary} from '@bufbuild/protobuf';
import type {Tensor} from '../../src/graph/graph.js';
import {emitOnnx} from '../../src/engine/onnx/emit.js';
import {sessionOptions} from '../../src/engine/onnx/providers.js';
import {ModelProtoSchema} from '../../src/onnx/onnx_pb.js';
import type {Program} from '../../src/program/program.js';
import {readProfile, type ProfileEvent, type ProfileRow} from './read-profile.js';

/** Runs a program on onnxruntime's CPU with its profiler on; the first run is left out. */
export async function profileProgram(
  program: Program,
  inputs: ReadonlyMap<string, Tensor>,
  runs: number,
): Promise<readonly ProfileRow[]> {
  const ort = await import('onnxruntime-node');
  const folder = mkdtempSync(join(tmpdir(), 'lrplab-profile-'));
  try {
    const bytes = emitOnnx(program);
    const session = await ort.InferenceSession.create(bytes, {
      ...sessionOptions('cpu', bytes),
      enableProfiling: true,
      profileFilePrefix: join(folder, 'run'),
    });
    const feeds = Object.fromEntries(
      program.inputs.map(({name}) => {
        const {data, shape} = inputs.get(name)!;
        return [name, new ort.Tensor('float32', data, [...shape])];
      }),
    );
    for (let run = 0; run <= runs; run++) await session.run(feeds);
    session.endProfiling();
    await session.release();
    const [file] = readdirSync(folder);
    const events = JSON.parse(
      readFileSync(join(folder, file!), 'utf8'),
    ) as readonly (ProfileEvent & {
      readonly ts: number;
    })[];
    const starts = events.filter(({name}) => name === 'model_run').map(({ts}) => ts);
    const second = starts.toSorted((a, b) => a - b)[1] ?? 0;
    const emitted = fromBinary(ModelProtoSchema, bytes).graph!.node.map(
      ({name, input, output}) => ({name, inputs: input, outputs: output}),
    );
    return readProfile(
      emitted,
      events.filter(({ts}) => ts >= second),
      runs,
    );
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
