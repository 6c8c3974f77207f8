import test from 'ava';
import {lastUses} from '../../src/engine/tfjs/last-uses.js';
import type {Operation, Program, Step} from '../../src/program/program.js';
import {valueId} from '../helpers/op-cases.js';

function step(id: number, operation: Operation): Step {
  return {id: valueId(id), shape: [2], operation, rows: 'samples', layer: 'layer'};
}

/** 0 is the input; 1 = |0|, 2 = |0| that nothing reads, 3 = 1 + 0, 4 = |3|; 1 and 4 are given back. */
const program: Program = {
  name: 'five values',
  targets: 1,
  inputs: [
    {id: valueId(0), name: 'x', shape: [2], rows: 'samples'},
    {id: valueId(9), name: 'unread', shape: [2], rows: 'samples'},
  ],
  constants: [],
  steps: [
    step(1, {op: 'unary', fn: {name: 'absolute'}, x: valueId(0)}),
    step(2, {op: 'unary', fn: {name: 'absolute'}, x: valueId(0)}),
    step(3, {op: 'binary', fn: 'add', a: {value: valueId(1)}, b: {value: valueId(0)}}),
    step(4, {op: 'unary', fn: {name: 'absolute'}, x: valueId(3)}),
  ],
  outputs: [
    {name: 'early', value: valueId(1), shape: [2], rows: 'samples'},
    {name: 'late', value: valueId(4), shape: [2], rows: 'samples'},
  ],
};

test('a value is freed after the last step that reads it, outputs never', t => {
  t.deepEqual(
    lastUses(program).map(ids => [...ids].sort()),
    [[9], [2], [0], [3]].map(ids => ids.map(valueId)),
  );
});
