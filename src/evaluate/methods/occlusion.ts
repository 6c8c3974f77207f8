import {pictureAxes} from '../picture-axes.js';
import {type ExplainRows, rowOf} from './explain-rows.js';
import {type Reference, referencePicture} from './reference-picture.js';

/**
 * Where patches begin along one side: every `stride` pixels from 0 on, and at the end, so that the last pixel is covered.
 * A patch longer than the side is as long as the side.
 */
export function patchStarts(length: number, size: number, stride: number): readonly number[] {
  const last = Math.max(0, length - size);
  const starts = Array.from({length: Math.floor(last / stride) + 1}, (_, k) => k * stride);
  return starts.at(-1) === last ? starts : [...starts, last];
}

/** Patches of a picture: pixels of each, pixels row by row. */
export function patchPlaces(
  height: number,
  width: number,
  {size, stride}: {readonly size: number; readonly stride: number},
): readonly (readonly number[])[] {
  return patchStarts(height, size, stride).flatMap(top =>
    patchStarts(width, size, stride).map(left => {
      const pixels: number[] = [];
      for (let y = top; y < Math.min(height, top + size); y += 1)
        for (let x = left; x < Math.min(width, left + size); x += 1) pixels.push(y * width + x);
      return pixels;
    }),
  );
}

/**
 * R(pixel) = mean over the patches P that cover it of f_c(x) − f_c(x with P replaced), in units of the score; each channel
 * gets an equal part. Patches show the picture's mean colour or the picture blurred. With a stride above the size,
 * pixels that no patch covers get 0.
 *
 * @throws LrpError `input/no-pictures`. @see Zeiler and Fergus 2014, section 4.2.
 */
export const occlusion: ExplainRows = async (
  {graph, network, batch, targets},
  {size, stride, fill},
) => {
  const {channels, height, width, at} = pictureAxes(graph, 'Occlusion');
  const places = patchPlaces(height, width, {size: size as number, stride: stride as number});
  const covered = new Float64Array(height * width);
  for (const place of places) for (const pixel of place) covered[pixel]! += 1;
  // The picture as it is comes first, then with each patch.
  const runs = places.length + 1;
  const scores = targets.map(() => new Float64Array(runs));
  let shown: {row: number; picture: Float32Array} = {row: -1, picture: new Float32Array(0)};
  await network.scores(
    {
      count: targets.length * runs,
      write(run, into) {
        const row = Math.floor(run / runs);
        const picture = rowOf(batch, row);
        if (shown.row !== row)
          shown = {
            row,
            picture: referencePicture(fill as Reference, picture, graph, size as number),
          };
        into.set(picture);
        for (const pixel of places[(run % runs) - 1] ?? [])
          for (let channel = 0; channel < channels; channel += 1)
            into[at(channel, pixel)] = shown.picture[at(channel, pixel)]!;
      },
    },
    (run, logits) => {
      const row = Math.floor(run / runs);
      scores[row]![run % runs] = logits[targets[row]!]!;
    },
  );
  const maps = {shape: batch.shape, data: new Float32Array(batch.data.length)};
  scores.forEach(([whole, ...occluded], row) => {
    const falls = new Float64Array(height * width);
    places.forEach((place, index) => {
      for (const pixel of place) falls[pixel]! += whole! - occluded[index]!;
    });
    const map = rowOf(maps, row);
    falls.forEach((fall, pixel) => {
      for (let channel = 0; channel < channels; channel += 1)
        map[at(channel, pixel)] = fall / Math.max(1, covered[pixel]!) / channels;
    });
  });
  return maps.data;
};
