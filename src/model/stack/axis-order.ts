import type {Tensor} from '../../graph/graph.js';

/** Keras' kernel [kh,kw,I,O] as [O,I,kh,kw]. */
export function convFromKeras({shape, data}: Tensor): Tensor {
  const [height, width, inputs, outputs] = shape as readonly [number, number, number, number];
  const cells = height * width;
  const turned = new Float32Array(data.length);
  let from = 0;
  for (let cell = 0; cell < cells; cell++)
    for (let i = 0; i < inputs; i++)
      for (let o = 0; o < outputs; o++) turned[(o * inputs + i) * cells + cell] = data[from++]!;
  return {shape: [outputs, inputs, height, width], data: turned};
}

/**
 * Keras' dense kernel [I,O] as [O,I].
 *
 * @param channels Where the layer reads a flattened map of [H,W,C], its channels: inputs then come as
 *   [C,H,W]. 1 where it reads features.
 */
export function denseFromKeras({shape, data}: Tensor, channels = 1): Tensor {
  const [inputs, outputs] = shape as readonly [number, number];
  const cells = inputs / channels;
  const turned = new Float32Array(data.length);
  let from = 0;
  for (let cell = 0; cell < cells; cell++)
    for (let channel = 0; channel < channels; channel++)
      for (let o = 0; o < outputs; o++) turned[o * inputs + channel * cells + cell] = data[from++]!;
  return {shape: [outputs, inputs], data: turned};
}
