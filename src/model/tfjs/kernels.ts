/**
 * Convolution kernel [kh,kw,I,O] → [O,I,kh,kw].
 *
 * @param cells kh·kw.
 */
export function convolutionKernel(
  kernel: Float32Array,
  [cells, inputs, outputs]: readonly [number, number, number],
): Float32Array {
  const weight = new Float32Array(kernel.length);
  let from = 0;
  for (let cell = 0; cell < cells; cell += 1) {
    for (let i = 0; i < inputs; i += 1) {
      for (let o = 0; o < outputs; o += 1) {
        weight[(o * inputs + i) * cells + cell] = kernel[from]!;
        from += 1;
      }
    }
  }
  return weight;
}

/** Depthwise kernel [kh,kw,I,M] → [I·M,1,kh,kw]; output channel i·M+m. */
export function depthwiseKernel(
  kernel: Float32Array,
  [cells, inputs, multiplier]: readonly [number, number, number],
): Float32Array {
  return convolutionKernel(kernel, [cells, 1, inputs * multiplier]);
}

/**
 * Dense kernel [I,O] → [O,I].
 *
 * @param places Column of input k, where the inputs stand in another order; null for their own.
 */
export function denseKernel(
  kernel: Float32Array,
  [inputs, outputs]: readonly [number, number],
  places: Uint32Array | null,
): Float32Array {
  const weight = new Float32Array(kernel.length);
  // In blocks of rows, so that reading and writing both stay within the processor's cache.
  for (let first = 0; first < inputs; first += BLOCK) {
    const end = Math.min(first + BLOCK, inputs);
    for (let o = 0; o < outputs; o += 1) {
      for (let i = first; i < end; i += 1) {
        weight[o * inputs + (places === null ? i : places[i]!)] = kernel[i * outputs + o]!;
      }
    }
  }
  return weight;
}

const BLOCK = 64;
