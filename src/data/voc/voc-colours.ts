/** Index of a mask's pixels that no object is sure to have: contours, and objects too hard to mark. */
export const voidIndex = 255;

/**
 * The colours in which Pascal VOC's masks show their 256 indices, each as 0xRRGGBB: bits 0, 1 and 2 of an index are the
 * highest bits of red, green and blue, bits 3 to 5 the next ones, and so on (the devkit's VOClabelcolormap.m).
 */
export const vocColours: readonly number[] = Array.from({length: 256}, (_, index) => {
  let [red, green, blue] = [0, 0, 0];
  for (let bit = 0; bit < 3; bit += 1) {
    const bits = index >> (3 * bit);
    red |= (bits & 1) << (7 - bit);
    green |= ((bits >> 1) & 1) << (7 - bit);
    blue |= ((bits >> 2) & 1) << (7 - bit);
  }
  return (red << 16) | (green << 8) | blue;
});
