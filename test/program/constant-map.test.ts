import test from 'ava';
import fc from 'fast-check';
import {flatConvOutput, type FlatConv} from '../../src/program/constant-map.js';

/** The same by six loops: every output, every kernel cell, padded cells are left out. */
function byLoops(conv: FlatConv): readonly number[] {
  const out: number[] = [];
  for (let channel = 0; channel < conv.channels; channel++) {
    for (let oy = 0; oy < conv.output[0]; oy++) {
      for (let ox = 0; ox < conv.output[1]; ox++) {
        let sum = 0;
        for (let ky = 0; ky < conv.size[0]; ky++) {
          for (let kx = 0; kx < conv.size[1]; kx++) {
            const y = oy * conv.stride[0] + ky * conv.dilation[0] - conv.padding[0];
            const x = ox * conv.stride[1] + kx * conv.dilation[1] - conv.padding[1];
            if (y < 0 || x < 0 || y >= conv.input[0] || x >= conv.input[1]) continue;
            sum += conv.kernel[(channel * conv.size[0] + ky) * conv.size[1] + kx]!;
          }
        }
        out.push(sum);
      }
    }
  }
  return out;
}

const pair = (min: number, max: number): fc.Arbitrary<readonly [number, number]> =>
  fc.tuple(fc.integer({min, max}), fc.integer({min, max}));

const convolutions: fc.Arbitrary<FlatConv> = fc
  .record({
    channels: fc.integer({min: 1, max: 3}),
    size: pair(1, 3),
    stride: pair(1, 3),
    dilation: pair(1, 3),
    padding: fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4), fc.nat(4)),
    input: pair(1, 9),
    numbers: fc.array(fc.integer({min: -8, max: 8}), {minLength: 27, maxLength: 27}),
  })
  .map(({numbers, ...conv}) => {
    const length = (axis: 0 | 1): number =>
      Math.floor(
        (conv.input[axis] +
          conv.padding[axis]! +
          conv.padding[axis + 2]! -
          conv.dilation[axis] * (conv.size[axis] - 1) -
          1) /
          conv.stride[axis],
      ) + 1;
    const kernel = Float64Array.from(numbers.slice(0, conv.channels * conv.size[0] * conv.size[1]));
    return {...conv, kernel, output: [length(0), length(1)] as const};
  })
  .filter(({output}) => output[0] > 0 && output[1] > 0);

test('a convolution of a constant picture is what loops make it, borders included', t => {
  fc.assert(
    fc.property(convolutions, conv => {
      t.deepEqual([...flatConvOutput(conv)], byLoops(conv));
    }),
    {seed: 7, numRuns: 300},
  );
});

test('a 3×3 kernel of ones counts the cells inside: 4 in corners, 6 at edges, 9 in the middle', t => {
  const conv: FlatConv = {
    kernel: new Float64Array(9).fill(1),
    channels: 1,
    size: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: [1, 1, 1, 1],
    input: [3, 3],
    output: [3, 3],
  };
  t.deepEqual([...flatConvOutput(conv)], [4, 6, 4, 6, 9, 6, 4, 6, 4]);
});
