import test from 'ava';
import fc from 'fast-check';
import {
  luminance,
  overlayColour,
  overlayColourscale,
  type Rgb,
  signedColour,
  signedColourscale,
} from '../../src/plot/colour.js';

/** CIELAB lightness, written out from CIE 15. */
function lightness(colour: Rgb): number {
  const [r, g, b] = colour.map(byte => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const y = 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}

/** What a person without green cones sees, after Viénot, Brettel & Mollon 1999, in linear RGB. */
function deuteranopia(colour: Rgb): readonly number[] {
  const [r, g, b] = colour.map(byte => (byte / 255) ** 2.2);
  const mixed = 0.29275 * r! + 0.70725 * g!;
  return [mixed, mixed, -0.02234 * r! + 0.02234 * g! + b!].map(
    part => 255 * Math.max(0, part) ** (1 / 2.2),
  );
}

test('zero is white', t => {
  t.deepEqual(signedColour(0), [255, 255, 255]);
});

test('positive is red and negative is blue', t => {
  const [red, , blue] = signedColour(0.7);
  t.true(red > blue + 80);
  const [less, , more] = signedColour(-0.7);
  t.true(more > less + 80);
});

test('beyond the limit colours saturate', t => {
  t.deepEqual(signedColour(3), signedColour(1));
  t.deepEqual(signedColour(-3), signedColour(-1));
});

test('both signs are equally light at equal strength', t => {
  fc.assert(
    fc.property(fc.double({min: 0, max: 1, noNaN: true}), strength => {
      return Math.abs(lightness(signedColour(strength)) - lightness(signedColour(-strength))) < 3;
    }),
    {seed: 7},
  );
  t.pass();
});

test('stronger is darker, so a grey print shows how much', t => {
  for (let step = 1; step <= 20; step++) {
    for (const sign of [1, -1]) {
      const [weaker, stronger] = [
        signedColour((sign * (step - 1)) / 20),
        signedColour((sign * step) / 20),
      ];
      t.true(lightness(stronger) < lightness(weaker));
    }
  }
});

test('signs stay apart for people who cannot tell red from green', t => {
  for (const strength of [0.25, 0.5, 0.75, 1]) {
    const positive = deuteranopia(signedColour(strength));
    const negative = deuteranopia(signedColour(-strength));
    t.true(negative[2]! - negative[0]! > 25, `blue at −${strength}`);
    t.true(positive[0]! - positive[2]! > 10, `yellow at ${strength}`);
  }
});

test('the overlay is clear at zero and opaque at the ends', t => {
  t.is(overlayColour(0).alpha, 0);
  t.is(overlayColour(1).alpha, 0.9);
  t.is(overlayColour(-1).alpha, 0.9);
});

test('scales for Plotly run from 0 to 1 in order', t => {
  for (const scale of [signedColourscale(), overlayColourscale()]) {
    const positions = (scale as readonly (readonly [number, string])[]).map(
      ([position]) => position,
    );
    t.is(positions[0], 0);
    t.is(positions.at(-1), 1);
    t.deepEqual(
      positions,
      [...positions].sort((a, b) => a - b),
    );
  }
});

test('luminance of white is 255', t => {
  t.is(Math.round(luminance([255, 255, 255])), 255);
});
