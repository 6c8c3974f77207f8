import type {Extent} from '../../data/picture-header.js';
import {createRandom} from '../../data/random.js';
import {takeTurns} from '../../explain/take-turns.js';
import {findFamily} from '../../measures/families.js';
import {fillArguments, type MeasureArguments} from '../../measures/measure-spec.js';
import type {EvaluatedBatch, MeasureContext, MeasureRunner} from '../measure-runner.js';
import type {MethodRunner} from '../methods/method.js';
import {pictureAxes} from '../picture-axes.js';
import {poolMaps} from '../pool-maps.js';
import {rowSeed} from '../row-seed.js';
import {NetworkPool, randomisedNetworks} from './networks.js';
import {type SimilarityOptions, similarityOf} from './similarity.js';

const family = findFamily('randomisation')!;

/** By method, by row. */
type Scores = readonly (readonly number[])[];

/** Another class of a row, drawn by chance; null where the network has one output only. */
export function otherClass(target: number, classes: number, seed: number): number | null {
  if (classes < 2) return null;
  const drawn = Math.floor(createRandom(seed).uniform() * (classes - 1));
  return drawn < target ? drawn : drawn + 1;
}

/** Means over a list of scores of what is defined; NaN where nothing is. */
function meanScores(all: readonly Scores[], {maps, tasks}: EvaluatedBatch): Scores {
  return maps.map((_, method) =>
    tasks.map((__, row) => {
      const defined = all.map(scores => scores[method]![row]!).filter(Number.isFinite);
      return defined.reduce((sum, value) => sum + value, 0) / defined.length;
    }),
  );
}

/**
 * Makes the family `randomisation` ready: explanations of networks whose layers are drawn anew (Adebayo et al. 2018) and of
 * another class (Sixt et al. 2020) are compared with those of the network as it is, both pooled over the channels. Each
 * network has keys of its own, so that what a method draws by chance is another draw.
 *
 * @throws LrpError `input/no-pictures`.
 */
export async function openRandomisation(
  context: MeasureContext,
  given: MeasureArguments,
): Promise<MeasureRunner> {
  const {graph, runner, seed, signal} = context;
  const {layers, ...rest} = fillArguments(family.parameters, given);
  const options = rest as unknown as SimilarityOptions;
  const extent: Extent = pictureAxes(graph, 'randomisation');
  const networks = randomisedNetworks(graph, layers as number);
  const pool = new NetworkPool(context);

  /** Similarity of a batch's maps to those of another network or of other classes. */
  async function compare(
    batch: EvaluatedBatch,
    against: MethodRunner,
    targets: readonly number[],
    name: (row: number) => string,
  ): Promise<Scores> {
    await takeTurns();
    signal?.throwIfAborted();
    const keys = batch.tasks.map(({key}, row) => `${key} / ${name(row)}`);
    const {maps} = await against.run(batch.input, targets, keys);
    return maps.map((map, method) =>
      poolMaps(map, graph).map((other, row) =>
        similarityOf(batch.pooled[method]![row]!, other, extent, options),
      ),
    );
  }

  async function compareNetworks(batch: EvaluatedBatch): Promise<readonly [Scores, Scores]> {
    const targets = batch.tasks.map(({target}) => target);
    const scores = {cascading: [] as Scores[], independent: [] as Scores[]};
    for (const network of networks) {
      const found = await pool.with(network, targets.length, opened =>
        compare(batch, opened, targets, () => network.name),
      );
      for (const measure of network.measures) scores[measure].push(found);
    }
    return [meanScores(scores.cascading, batch), meanScores(scores.independent, batch)];
  }

  async function compareClasses(batch: EvaluatedBatch): Promise<Scores> {
    const classes = batch.logits.shape[1]!;
    const others = batch.tasks.map(({key, target}) =>
      otherClass(target, classes, rowSeed(seed, key, 'random logit')),
    );
    if (classes < 2) return batch.maps.map(() => others.map(() => Number.NaN));
    return compare(batch, runner, others as number[], row => `class ${others[row]}`);
  }

  return {
    measures: family.measures,
    async score(batch) {
      const [cascading, independent] = await compareNetworks(batch);
      return [cascading, independent, await compareClasses(batch)];
    },
    dispose: () => pool.dispose(),
  };
}
