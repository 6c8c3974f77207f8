import test from 'ava';
import sharp from 'sharp';
import {luminance} from '../../src/plot/colour.js';
import {PlotError} from '../../src/plot/plot-error.js';
import {encodePng} from '../../src/plot/png.js';
import type {Raster} from '../../src/plot/raster.js';
import {
  desaturate,
  enlarge,
  greyPicture,
  readableScale,
  renderHeatmap,
  renderOverlay,
} from '../../src/plot/render-heatmap.js';
import {renderTitledHeatmap} from '../../src/plot/render-titled-heatmap.js';

const map = {values: Float32Array.of(0, 2, -2, 1), width: 2, height: 2};

function pixel({rgba, width}: Raster, x: number, y: number): number[] {
  return [...rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
}

test('zero is white, the limit darkest red, minus the limit darkest blue', t => {
  const raster = renderHeatmap(map, {limit: 2, scale: 1});
  t.deepEqual(pixel(raster, 0, 0), [255, 255, 255, 255]);
  t.deepEqual(pixel(raster, 1, 0), [147, 16, 34, 255]);
  t.deepEqual(pixel(raster, 0, 1), [10, 75, 126, 255]);
});

test('a PNG decodes to blocks of the expected colours', async t => {
  const raster = renderHeatmap(map, {limit: 2, scale: 3});
  const {data, info} = await sharp(encodePng(raster)).raw().toBuffer({resolveWithObject: true});
  t.deepEqual([info.width, info.height], [6, 6]);
  const decoded = {rgba: new Uint8Array(data), width: 6, height: 6};
  for (const [x, y] of [
    [3, 0],
    [5, 2],
    [4, 1],
  ] as const) {
    t.deepEqual(pixel(decoded, x, y), [147, 16, 34, 255]);
  }
});

test('small pictures are enlarged to about 224 pixels by whole factors', t => {
  t.deepEqual(
    [
      readableScale(28, 28),
      readableScale(32, 32),
      readableScale(224, 224),
      readableScale(500, 300),
    ],
    [8, 7, 1, 1],
  );
  t.is(
    renderHeatmap({values: new Float32Array(784), width: 28, height: 28}, {limit: 1}).width,
    224,
  );
});

test('a map without relevance is white whatever the limit', t => {
  const empty = {values: new Float32Array(4), width: 2, height: 2};
  for (const limit of [0, 1])
    t.true(renderHeatmap(empty, {limit, scale: 1}).rgba.every(byte => byte === 255));
});

test('without relevance an overlay is the pale picture', t => {
  const picture = greyPicture({...map, values: Float32Array.of(0, 0.5, 1, 2)}, {low: 0, high: 1});
  const empty = {...map, values: new Float32Array(4)};
  t.deepEqual(renderOverlay(picture, empty, {limit: 1, scale: 1}), desaturate(picture));
  const strong = renderOverlay(picture, map, {limit: 2, scale: 1});
  const [red, , blue] = pixel(strong, 1, 0);
  t.true(red! > blue! + 80);
});

test('hatching marks negative cells by lightness and leaves the others alone', t => {
  const plain = renderHeatmap(map, {limit: 2, scale: 20});
  const hatched = renderHeatmap(map, {limit: 2, scale: 20, hatch: true});
  const changed = (left: number, top: number) => {
    let count = 0;
    for (let y = top; y < top + 20; y++) {
      for (let x = left; x < left + 20; x++) {
        const light = (raster: Raster) => {
          const [r, g, b] = pixel(raster, x, y);
          return luminance([r!, g!, b!]);
        };
        if (Math.abs(light(plain) - light(hatched)) > 40) count++;
      }
    }
    return count / 400;
  };
  t.true(changed(0, 20) > 0.1, 'negative');
  t.is(changed(20, 0), 0, 'positive');
  t.is(changed(0, 0), 0, 'zero');
});

test('enlarging repeats pixels', t => {
  const large = enlarge({width: 2, height: 1, rgba: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)}, 2);
  t.deepEqual(
    [...large.rgba],
    [
      1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 5, 6, 7, 8, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 5, 6, 7,
      8,
    ],
  );
});

test('a titled heatmap holds the map, a title and a scale', t => {
  const raster = renderTitledHeatmap({
    ...map,
    limit: 2,
    title: 'digit-7.png under zero, a rather long title indeed',
  });
  t.true(raster.width >= 450 && raster.height > 448);
});

test('what cannot be drawn is refused', t => {
  const code = (run: () => unknown) => t.throws(run, {instanceOf: PlotError})?.code;
  const bad = {...map, values: Float32Array.of(0, 1, Number.NaN, 0)};
  t.is(
    code(() => renderHeatmap(bad, {limit: 1})),
    'plot/not-finite',
  );
  t.is(
    code(() => renderHeatmap(map, {limit: Number.NaN})),
    'plot/limit',
  );
  t.is(
    code(() => renderHeatmap(map, {limit: 1, scale: 100_000})),
    'plot/too-large',
  );
  const other = greyPicture({values: new Float32Array(6), width: 3, height: 2}, {low: 0, high: 1});
  t.is(
    code(() => renderOverlay(other, map, {limit: 1})),
    'plot/shape',
  );
});
