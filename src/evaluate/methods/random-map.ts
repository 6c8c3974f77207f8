import {createRandom} from '../../data/random.js';
import {rowSeed} from '../row-seed.js';
import {type ExplainRows, rowOf} from './explain-rows.js';

/** What chance gives: each value drawn from the standard normal distribution, by the seed and the row's key. */
export const randomMap: ExplainRows = async ({batch, keys, seed}) => {
  const maps = {shape: batch.shape, data: new Float32Array(batch.data.length)};
  keys.forEach((key, row) => {
    const random = createRandom(rowSeed(seed, key, 'Random'));
    const map = rowOf(maps, row);
    for (let index = 0; index < map.length; index += 1) map[index] = random.normal();
  });
  return maps.data;
};
