import {InferenceSession, Tensor} from 'onnxruntime-node';
import type {Scorer} from './measure.js';

/** Scores of the model file, run by onnxruntime: pictures [N,784] in 0…1 to logits [N,10]. */
export async function openScorer(model: Uint8Array): Promise<Scorer> {
  const session = await InferenceSession.create(model, {intraOpNumThreads: 1});
  return async pictures => {
    const image = new Tensor('float32', pictures, [pictures.length / 784, 1, 28, 28]);
    const {logits} = await session.run({image});
    return (logits as Tensor).data as Float32Array;
  };
}
