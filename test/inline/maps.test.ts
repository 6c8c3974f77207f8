import {Buffer} from 'node:buffer';
import test from 'ava';
import fc from 'fast-check';
import {packedBytes, packMap, type ExplorerMap} from '../../src/inline/explorer-map.js';

const mapOf = (values: Float32Array, width: number, height: number): ExplorerMap => ({
  map: {values, width, height},
  total: values.reduce((sum, r) => sum + r, 0),
  caption: 'relevance',
  place: 'row %{y}, column %{x}',
  values: '',
});

const maps = fc
  .record({width: fc.integer({min: 1, max: 12}), height: fc.integer({min: 1, max: 12})})
  .chain(({width, height}) =>
    fc
      .array(fc.float({min: -1e6, max: 1e6, noNaN: true}), {
        minLength: width * height,
        maxLength: width * height,
      })
      .map(values => mapOf(Float32Array.from(values), width, height)),
  );

test('no number of a rounded map is further off than half a step, none beyond the scale either', t => {
  fc.assert(
    fc.property(maps, fc.double({min: 0.01, max: 1e6, noNaN: true}), (given, limit) => {
      const {z, meta} = packMap(given, limit, {quantised: true, withShares: false});
      const q = new Int8Array(Buffer.from(z.bdata, 'base64'));
      const largest = Math.max(...given.map.values.map(Math.abs));
      t.true(largest === 0 || Math.abs(meta.step - largest / 127) <= 1e-9 * largest);
      given.map.values.forEach((r, i) => {
        t.true(Math.abs(q[i]! * meta.step - r) <= meta.step * 0.5001);
      });
    }),
    {numRuns: 300, seed: 5},
  );
});

test('the colours end at the limit, whatever the steps', t => {
  const given = mapOf(Float32Array.of(-2, 0, 4, 1), 2, 2);
  const exact = packMap(given, 3, {quantised: false, withShares: true});
  t.deepEqual([exact.zmin, exact.zmax, exact.meta.step], [-3, 3, 1]);
  const rounded = packMap(given, 3, {quantised: true, withShares: true});
  t.is(rounded.zmax * rounded.meta.step, 3);
  t.deepEqual(rounded.colorbar['ticktext'], ['−3', '−1.5', '0', '1.5', '3']);
});

test('hovering tells relevance and share: as numbers, or as what z is to be taken times', t => {
  const given = mapOf(Float32Array.of(-2, 0, 4, 6), 2, 2);
  const exact = packMap(given, 6, {quantised: false, withShares: true});
  t.is(
    exact.hovertemplate,
    'row %{y}, column %{x}<br>relevance %{z:+.4~g}<br>%{text:+.4~%} of the total<extra></extra>',
  );
  const shares = new Float32Array(new Uint8Array(Buffer.from(exact.text!.bdata, 'base64')).buffer);
  t.deepEqual([...shares], [-0.25, 0, 0.5, 0.75]);
  const rounded = packMap(given, 6, {quantised: true, withShares: true});
  t.is(
    rounded.hovertemplate,
    'row %{y}, column %{x}<br>relevance %{z:+d} × 0.04724<br>%{z:+d} × 0.5906 % of the total<extra></extra>',
  );
  t.is(rounded.meta.full, exact.hovertemplate);
});

test('where relevance cancels, no share of the total is told', t => {
  const {meta, hovertemplate, text} = packMap(mapOf(Float32Array.of(1, -1), 2, 1), 1, {
    quantised: false,
    withShares: true,
  });
  t.is(meta.total, 0);
  t.is(text, undefined);
  t.false(meta.full.includes('total') || hovertemplate.includes('%{text'));
});

test('sizes are foreseen', t => {
  const given = mapOf(new Float32Array(56 * 56).fill(0.1), 56, 56);
  for (const quantised of [true, false]) {
    const bytes = JSON.stringify(packMap(given, 1, {quantised, withShares: false})).length;
    t.true(Math.abs(packedBytes(given, quantised) - bytes) < 500);
  }
});
