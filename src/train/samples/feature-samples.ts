import {NpyRows} from '../../data/npy-rows.js';
import {toChannelsLast} from '../../data/layout.js';
import {sizeOf, type Shape} from '../../graph/graph.js';
import type {Samples} from './samples.js';

/**
 * Features computed before as samples: [N,F], or [N,H,W,C] where the trained layers read maps. Close when done.
 *
 * @param paths One file a variant: [samples,F], flattened channels first.
 * @param shape Of a sample as the trained layers read it, channels first: [F] or [C,H,W].
 */
export async function featureSamples(paths: readonly string[], shape: Shape): Promise<Samples> {
  const variants: NpyRows[] = [];
  for (const path of paths) variants.push(await NpyRows.open(path));
  const each = sizeOf(shape);
  return {
    count: variants[0]!.shape[0]!,
    async batch(epoch, indices) {
      const rows = variants[(epoch - 1) % variants.length]!;
      const data = new Float32Array(indices.length * each);
      await Promise.all(
        indices.map(async (index, place) => data.set(await rows.read(index), place * each)),
      );
      if (shape.length !== 3) return data;
      return toChannelsLast({shape: [indices.length, ...shape], data}).data;
    },
    async close() {
      for (const each of variants) await each.close();
    },
  };
}
