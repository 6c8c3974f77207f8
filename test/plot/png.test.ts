import test from 'ava';
import fc from 'fast-check';
import sharp from 'sharp';
import {encodePng, pngSize} from '../../src/plot/png.js';

test('another decoder reads back the pixels that were written', async t => {
  const pictures = fc
    .tuple(fc.integer({min: 1, max: 9}), fc.integer({min: 1, max: 9}))
    .chain(([width, height]) =>
      fc
        .uint8Array({minLength: width * height * 4, maxLength: width * height * 4})
        .map(rgba => ({width, height, rgba})),
    );
  await fc.assert(
    fc.asyncProperty(pictures, async picture => {
      const {data, info} = await sharp(encodePng(picture))
        .raw()
        .toBuffer({resolveWithObject: true});
      t.deepEqual([info.width, info.height, info.channels], [picture.width, picture.height, 4]);
      t.deepEqual(new Uint8Array(data), Uint8Array.from(picture.rgba));
    }),
    {seed: 7, numRuns: 40},
  );
});

test('the size is read from the header, and refused elsewhere', t => {
  t.deepEqual(pngSize(encodePng({width: 3, height: 2, rgba: new Uint8Array(24)})), {
    width: 3,
    height: 2,
  });
  t.is(pngSize(new Uint8Array(40)), null);
  t.is(pngSize(new Uint8Array(0)), null);
});
