import type {InferenceSession, Tensor as OrtTensor} from 'onnxruntime-node';
import {LrpError} from '../../errors/lrp-error.js';
import type {Tensor} from '../../graph/graph.js';
import type {Program} from '../../program/program.js';
import type {Engine, Executable, RunOutput} from '../engine.js';
import {emitOnnx} from './emit.js';

type Ort = typeof import('onnxruntime-node');

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

/**
 * Opens onnxruntime-node.
 *
 * @param device Execution provider: `cpu`.
 * @throws LrpError `engine/missing` where the package can't be loaded on this machine.
 */
export async function openOnnxEngine(device: string): Promise<Engine> {
  let ort: Ort;
  try {
    ort = await import('onnxruntime-node');
  } catch (error) {
    throw new LrpError(
      'engine/missing',
      `engine onnx: onnxruntime-node could not be loaded (${(error as Error).message}); "lrplab doctor" says more, or use --engine tfjs`,
      {cause: error},
    );
  }
  return {
    name: 'onnx',
    device,
    async prepare(program) {
      try {
        const session = await ort.InferenceSession.create(emitOnnx(program), {
          executionProviders: [device],
          graphOptimizationLevel: 'all',
          // It folds a Pad into the pooling behind it even where the pooling cannot hold so much padding.
          extra: {optimization: {disable_specified_optimizers: 'Pad_Fusion'}},
          logSeverityLevel: 3,
        });
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
