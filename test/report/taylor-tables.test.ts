import test from 'ava';
import {
  constancyNotes,
  constancyTable,
  minMaxTable,
  preconditionsNotes,
  preconditionsTable,
  taylorSections,
} from '../../src/report/taylor-tables.js';
import type {Constancy, LayerConstancy} from '../../src/taylor/constancy.js';
import type {Spread} from '../../src/taylor/spread.js';
import type {LayerPreconditions, Preconditions} from '../../src/taylor/taylor-preconditions.js';

const layer: LayerPreconditions = {
  ...{node: 1, index: 0, name: 'conv1', kind: 'conv', rule: 'zplus bias drop', domain: 'box'},
  ...{biases: 12, positiveBiases: 5, negativeInputs: 0.25, negativeRelevance: 0},
  ...{relevant: 900, examined: 256, rootsInside: 0.5, rootless: 3},
};
const preconditions: Preconditions = {
  ...{model: 'net', plan: 'DeepTaylor', engine: 'onnx/cpu', targets: [0], neurons: 256, seed: 1},
  layers: [layer, {...layer, index: 1, name: 'fc', domain: 'non-negative', rootsInside: null}],
};
const spread: Spread = {points: 8, median: 0.125, p90: 0.5, most: 1, vanished: 0.25};
const none: Spread = {
  ...{points: 0, median: Number.NaN, p90: Number.NaN, most: Number.NaN, vanished: Number.NaN},
};
const examined: LayerConstancy = {
  ...{node: 1, index: 0, name: 'conv1', kind: 'conv', rule: 'zplus bias drop', skipped: null},
  ...{relevant: 900, examined: 8, rootless: 0, near: {...spread, median: 0.0625}},
  along: [{part: 0.5, spread}],
};
const constancy: Constancy = {
  ...{model: 'net', plan: 'DeepTaylor', engine: 'onnx/cpu', targets: [0, 1]},
  ...{neurons: 8, draws: 4, radius: 0.1, seed: 3},
  layers: [
    examined,
    {...examined, index: 1, name: 'conv2', near: none, along: [{part: 0.5, spread: none}]},
    {...examined, index: 2, name: 'shortcut', skipped: 'another path leads around its input'},
  ],
};

const trimmed = (rows: readonly (readonly string[])[]) =>
  rows.map(row => row.map(cell => cell.trim()));

test('preconditions are a line a layer; a rule without a direction has a dash', t => {
  const {headers, align, rows} = preconditionsTable(preconditions);
  t.is(align.length, headers.length);
  t.deepEqual(trimmed(rows), [
    ['0', 'conv1', 'zplus bias drop', '5 of 12', '25 %', 'box', '50 %', '3 of 256', '0 %'],
    ['1', 'fc', 'zplus bias drop', '5 of 12', '25 %', 'non-negative', '–', '3 of 256', '0 %'],
  ]);
  t.regex(preconditionsNotes(preconditions)[0]!, /^over 1 sample;/);
});

test('constancy is a line a layer that was examined; the others stand below with the reason', t => {
  const {headers, rows} = constancyTable(constancy);
  t.deepEqual(headers.slice(3), [
    ...['neurons', 'near median', 'near p90', '0.5 median', '0.5 p90', '0.5 c = 0'],
  ]);
  t.deepEqual(trimmed(rows), [
    ['0', 'conv1', 'zplus bias drop', '8', '0.0625', '0.5', '0.125', '0.5', '25 %'],
    ['1', 'conv2', 'zplus bias drop', '8', '–', '–', '–', '–', '–'],
  ]);
  const notes = constancyNotes(constancy);
  t.is(notes.at(-1), 'shortcut: another path leads around its input');
  t.true(notes[0]!.includes('over 2 samples'));
  t.true(notes[1]!.includes('10 %'));
});

test('a relevance model that learns is a line an epoch', t => {
  const {rows} = minMaxTable([
    {meanSquare: 4, relative: 1},
    {meanSquare: 1, relative: 0.25},
  ]);
  t.deepEqual(trimmed(rows), [
    ['0', '4', '1'],
    ['1', '1', '0.25'],
  ]);
});

test('a page has both tables and their notes', t => {
  t.deepEqual(
    taylorSections(preconditions, constancy).map(({kind}) => kind),
    ['heading', 'table', 'notes', 'table', 'notes'],
  );
});
