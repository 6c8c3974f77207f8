import type {InferenceSession, Tensor as OrtTensor} from 'onnxruntime-node';
import {LrpError} from '../../errors/lrp-error.js';
import type {Tensor} from '../../graph/graph.js';
import type {Program} from '../../program/program.js';
import type {OnnxDevice} from '../devices.js';
import type {Engine, Executable, RunOutput} from '../engine.js';
import {MissingDeviceError} from '../missing-device.js';
import {devicePrecision} from '../precision.js';
import {probeInput, probeProgram, smallProbe} from '../probe.js';
import {emitOnnx} from './emit.js';
import {deviceFailure, loadOrt, missingProvider, type Ort, sessionOptions} from './providers.js';

class OnnxExecutable implements Executable {
  readonly #ort: Ort;
  readonly #session: InferenceSession;
  readonly #program: Program;

  constructor(ort: Ort, session: InferenceSession, program: Program) {
    this.#ort = ort;
    this.#session = session;
    this.#program = program;
  }

  async run(inputs: ReadonlyMap<string, Tensor>): Promise<ReadonlyMap<string, RunOutput>> {
    const feeds: Record<string, OrtTensor> = {};
    for (const {name} of this.#program.inputs) {
      const tensor = inputs.get(name)!;
      feeds[name] = new this.#ort.Tensor('float32', tensor.data, [...tensor.shape]);
    }
    try {
      const results = await this.#session.run(feeds);
      return new Map(
        Object.entries(results).map(([name, tensor]) => [
          name,
          {shape: [...tensor.dims], data: tensor.data as Float32Array | Float64Array},
        ]),
      );
    } catch (error) {
      throw new LrpError(
        'engine/onnx',
        `onnxruntime could not run "${this.#program.name}": ${(error as Error).message}`,
        {cause: error},
      );
    }
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

/** Runs a small program, so that a device that cannot start is found out when it is opened. */
async function tryDevice(ort: Ort, device: OnnxDevice): Promise<void> {
  try {
    const program = probeProgram(smallProbe);
    const session = await ort.InferenceSession.create(emitOnnx(program), sessionOptions(device));
    const executable = new OnnxExecutable(ort, session, program);
    await executable.run(probeInput(smallProbe));
    await executable.dispose();
  } catch (error) {
    throw deviceFailure(device, error);
  }
}

/**
 * Opens onnxruntime-node.
 *
 * @param device Execution provider.
 * @throws LrpError `engine/missing` where the package can't be loaded, or the device can't be had, on this
 *   machine.
 */
export async function openOnnxEngine(device: OnnxDevice): Promise<Engine> {
  const ort = await loadOrt();
  const missing = missingProvider(ort, device);
  if (missing !== null) throw new MissingDeviceError('onnx', device, missing);
  // The CPU is always there, and start-up should be quick.
  if (device !== 'cpu') await tryDevice(ort, device);
  return {
    name: 'onnx',
    device,
    precision: devicePrecision('onnx', device),
    async prepare(program) {
      try {
        const session = await ort.InferenceSession.create(
          emitOnnx(program),
          sessionOptions(device),
        );
        return new OnnxExecutable(ort, session, program);
      } catch (error) {
        throw new LrpError(
          'engine/onnx',
          `onnxruntime could not prepare "${program.name}": ${(error as Error).message}`,
          {cause: error},
        );
      }
    },
  };
}
