import type {InferenceSession, Tensor as OrtTensor} from 'onnxruntime-node';
import {LrpError} from '../../errors/lrp-error.js';
import type {Tensor} from '../../graph/graph.js';
import type {Program} from '../../program/program.js';
import type {OnnxDevice} from '../devices.js';
import type {Engine, Executable, RunOutput} from '../engine.js';
import {MissingDeviceError} from '../missing-device.js';
import {devicePrecision} from '../precision.js';
import {probeInput, probeProgram, smallProbe} from '../probe.js';
import {emitOnnxParts} from './emit.js';
import {deviceFailure, loadOrt, missingProvider, type Ort, sessionOptions} from './providers.js';

class OnnxExecutable implements Executable {
  readonly #ort: Ort;
  readonly #session: InferenceSession;
  readonly #program: Program;
  /** Constants that are fed at every run, from where they stand. */
  readonly #fed: Readonly<Record<string, OrtTensor>>;

  private constructor(
    ort: Ort,
    session: InferenceSession,
    program: Program,
    fed: Readonly<Record<string, OrtTensor>>,
  ) {
    this.#ort = ort;
    this.#session = session;
    this.#program = program;
    this.#fed = fed;
  }

  static async open(ort: Ort, program: Program, device: OnnxDevice): Promise<OnnxExecutable> {
    // A GPU would fetch what is fed anew at every run.
    const {bytes, beside, fed} = emitOnnxParts(program, {feedMatrices: device === 'cpu'});
    const session = await ort.InferenceSession.create(bytes, {
      ...sessionOptions(device, bytes),
      externalData: beside,
    });
    const tensors = Object.fromEntries(
      [...fed].map(([name, {shape, data}]) => [name, new ort.Tensor('float32', data, [...shape])]),
    );
    return new OnnxExecutable(ort, session, program, tensors);
  }

  async run(inputs: ReadonlyMap<string, Tensor>): Promise<ReadonlyMap<string, RunOutput>> {
    const feeds: Record<string, OrtTensor> = {...this.#fed};
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
    const executable = await OnnxExecutable.open(ort, program, device);
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
        return await OnnxExecutable.open(ort, program, device);
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
