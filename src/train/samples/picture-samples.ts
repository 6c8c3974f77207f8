import type {PictureThreads} from '../../data/loader/picture-threads.js';
import type {Samples} from './samples.js';

/**
 * Pictures themselves as samples: [N,H,W,C], changed and preprocessed beside the thread that learns.
 *
 * @param set Which of the sets that the threads were opened with. They are closed with the samples.
 */
export function pictureSamples(threads: PictureThreads, set: number): Samples {
  return {
    count: threads.count(set),
    batch: (epoch, indices) => threads.rows({set, epoch, indices}),
    close: () => threads.close(),
  };
}
