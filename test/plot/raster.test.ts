import test from 'ava';
import {glyphRows, glyphs, missingGlyph} from '../../src/plot/font.js';
import {blit, createRaster, drawText, fillBox, fitText, textWidth} from '../../src/plot/raster.js';

const printable = Array.from({length: 95}, (_, i) => String.fromCharCode(32 + i));

test('the font has every printable letter of ASCII, and no two look alike', t => {
  for (const letter of printable) t.true(glyphs.has(letter), letter);
  t.is(new Set(printable.map(letter => glyphs.get(letter))).size, printable.length);
});

test('every glyph is seven to nine rows of five bits', t => {
  for (const [letter, rows] of glyphs) t.regex(rows, /^[0-9a-v]{7,9}$/, letter);
});

test('accents fall away and unknown scripts become boxes', t => {
  t.deepEqual(glyphRows('é'), glyphRows('e'));
  t.deepEqual(glyphRows('漢'), [missingGlyph]);
  t.deepEqual(glyphRows('a\nb'), glyphRows('a b'));
});

test('an I is drawn where it belongs', t => {
  const raster = createRaster(7, 9);
  drawText(raster, 'I', {x: 1, y: 1}, {scale: 1, colour: [0, 0, 0]});
  const rows = Array.from({length: 9}, (_, y) =>
    Array.from({length: 7}, (__, x) => (raster.rgba[(y * 7 + x) * 4] === 0 ? '#' : '.')).join(''),
  );
  t.deepEqual(rows, [
    '.......',
    '..###..',
    '...#...',
    '...#...',
    '...#...',
    '...#...',
    '...#...',
    '..###..',
    '.......',
  ]);
});

test('text is cut to the width there is', t => {
  t.is(fitText('short', 200), 'short');
  const cut = fitText('a name that is much too long', 120);
  t.true(cut.endsWith('…'));
  t.true(textWidth(cut) <= 120);
});

test('drawing outside the picture changes nothing', t => {
  const raster = createRaster(4, 4);
  fillBox(raster, {x: -5, y: -5, width: 3, height: 3}, [0, 0, 0]);
  fillBox(raster, {x: 10, y: 2, width: 3, height: 3}, [0, 0, 0]);
  blit(raster, createRaster(2, 2), 3, 3);
  t.true(raster.rgba.every(byte => byte === 255));
});
