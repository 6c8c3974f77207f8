import test from 'ava';
import fc from 'fast-check';
import {canonise} from '../../../src/graph/canonise.js';
import type {Pair} from '../../../src/graph/graph.js';
import {adaptivePoolingNodes} from '../../../src/model/stack/adaptive-pooling.js';
import {draftOfStack} from '../../../src/model/stack/draft-of-stack.js';
import type {Stack} from '../../../src/model/stack/stack.js';
import {tensorOf} from '../../helpers/graph-builder.js';
import {logitsOf} from '../../helpers/graph-forward.js';
import {randomFrom} from '../../helpers/random.js';

const kinds = (map: Pair, size: Pair): readonly string[] =>
  adaptivePoolingNodes('pool', size, {name: 'map', shape: [2, ...map]}).map(
    ({name, kind}) => `${name} ${kind}`,
  );

test('windows that are all alike are one average pooling, others are put side by side before it', t => {
  t.deepEqual(kinds([14, 7], [7, 7]), ['pool avgpool']);
  // 0…3, 2…5, 4…7: three cells each, in steps of two.
  t.deepEqual(kinds([7, 5], [3, 1]), ['pool avgpool']);
  // 0…2, 1…4, 3…5.
  t.deepEqual(kinds([5, 3], [3, 3]), [
    ...['pool/rows/1 slice', 'pool/rows/1/pad pad', 'pool/rows/2 slice'],
    ...['pool/rows/3 slice', 'pool/rows/3/pad pad', 'pool/rows concat', 'pool avgpool'],
  ]);
});

function stackOf(map: Pair, size: Pair): Stack {
  return {
    name: 'net',
    inputShape: [2, ...map],
    layers: [
      {kind: 'adaptiveavgpool', name: 'pool', size},
      {kind: 'flatten', name: 'flatten'},
    ],
    classes: null,
    preprocessing: null,
    notes: [],
  };
}

test('worked by hand: 5 rows to 3', t => {
  const graph = canonise(draftOfStack(stackOf([5, 1], [3, 1])));
  const input = tensorOf([1, 2, 5, 1], [1, 2, 3, 4, 5, 10, 20, 30, 40, 50]);
  t.deepEqual([...Float32Array.from(logitsOf(graph, input)[0]!)], [1.5, 3, 4.5, 15, 30, 45]);
});

test('law: every cell is the mean of the cells from ⌊i·L/n⌋ to ⌈(i+1)·L/n⌉', t => {
  const length = fc.integer({min: 1, max: 13});
  fc.assert(
    fc.property(length, length, length, length, fc.nat(), (a, b, c, d, seed) => {
      const [rows, height] = [Math.min(a, b), Math.max(a, b)];
      const [columns, width] = [Math.min(c, d), Math.max(c, d)];
      const random = randomFrom(seed);
      const input = tensorOf(
        [1, 2, height, width],
        Array.from({length: 2 * height * width}, () => random.normal()),
      );
      const graph = canonise(draftOfStack(stackOf([height, width], [rows, columns])));
      const found = logitsOf(graph, input)[0]!;
      for (let channel = 0; channel < 2; channel++)
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++) {
            const cells: number[] = [];
            for (let y = 0; y < height; y++)
              for (let x = 0; x < width; x++) {
                const inRows = (i * height) / rows < y + 1 && y < ((i + 1) * height) / rows;
                const inColumns = (j * width) / columns < x + 1 && x < ((j + 1) * width) / columns;
                if (inRows && inColumns)
                  cells.push(input.data[(channel * height + y) * width + x]!);
              }
            const mean = cells.reduce((sum, cell) => sum + cell, 0) / cells.length;
            if (Math.abs(mean - found[(channel * rows + i) * columns + j]!) > 1e-5) return false;
          }
      return true;
    }),
    {seed: 3, numRuns: 150},
  );
  t.pass();
});

test('a map smaller than what it should be averaged to is refused', t => {
  t.throws(() => draftOfStack(stackOf([5, 2], [5, 3])), {code: 'model/bad-stack'});
});
