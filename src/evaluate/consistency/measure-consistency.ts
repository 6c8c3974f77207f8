import {LrpError} from '../../errors/lrp-error.js';
import type {Graph} from '../../graph/graph.js';
import {deviationsOf} from '../../ledger/deviations.js';
import type {LedgerSample} from '../../ledger/ledger.js';
import type {Plan} from '../../plan/plan.js';
import {explainPictures, type ExplainPicturesOptions} from '../explain-pictures.js';
import type {EvaluationTask} from '../tasks.js';
import type {Consistency} from './consistency.js';
import {summarisePlan, type ConsistencyRow} from './summarise-plan.js';

export interface MeasureConsistencyOptions extends Omit<ExplainPicturesOptions, 'ledger'> {
  /** Where the pictures are from, for titles. */
  readonly data: {readonly folder: string; readonly split: string};
  /** Largest deviation that counts as none: a fraction of the score, and of Σ|R|. @default 0.05 */
  readonly within?: number;
}

/**
 * Measures how often plans are conservative, positive and consistent (Montavon et al. 2017, definitions 1 to 3), at the
 * input and in every layer, and which layers and causes deviate most: from the ledger of every picture and class, batch
 * by batch; only sums are kept.
 *
 * @param tasks Those of one picture stand together, as `evaluationTasks` has them.
 * @throws LrpError `consistency/empty`, `consistency/within`, `input/*`, `engine/*`; DataError `image/*`; the signal's
 *   reason.
 */
export async function measureConsistency(
  graph: Graph,
  plans: readonly Plan[],
  tasks: readonly EvaluationTask[],
  {data, within = 0.05, ...options}: MeasureConsistencyOptions,
): Promise<Consistency> {
  if (!(within >= 0 && within <= 1)) {
    throw new LrpError(
      'consistency/within',
      `within ${within}: expected a fraction from 0 to 1, such as 0.05`,
    );
  }
  if (tasks.length === 0) {
    throw new LrpError(
      'consistency/empty',
      `${data.folder}, split "${data.split}": no picture shows a class to explain; choose another split or other classes`,
    );
  }
  const pictures = groupByPicture(tasks);
  const rows: ConsistencyRow[][] = plans.map(() => []);
  const layers: (LedgerSample['layers'] | null)[] = plans.map(() => null);
  let notPositive = 0;
  const engine = await explainPictures(
    graph,
    plans,
    pictures,
    {...options, ledger: true},
    (answers, picture) => {
      pictures[picture]!.keys.forEach((key, target) => {
        const score = answers.logits[answers.targets[target]!]!;
        if (!(score > 0)) notPositive += 1;
        plans.forEach(({start}, plan) => {
          const {ledger, relevance} = answers.plans[plan]![target]!;
          layers[plan] ??= ledger.layers;
          rows[plan]!.push({key, score, deviations: deviationsOf(ledger, relevance, start)});
        });
      });
    },
  );
  return {
    model: graph.name,
    data: data.folder,
    split: data.split,
    classes: [...new Set(tasks.map(({className}) => className))],
    within,
    rows: tasks.length,
    pictures: pictures.length,
    notPositive,
    plans: plans.map((plan, index) => summarisePlan(plan, layers[index]!, rows[index]!, within)),
    engine,
  };
}

interface Picture {
  readonly image: string;
  readonly targets: number[];
  readonly keys: string[];
}

function groupByPicture(tasks: readonly EvaluationTask[]): readonly Picture[] {
  const pictures: Picture[] = [];
  for (const {image, target, key} of tasks) {
    if (pictures.at(-1)?.image !== image) pictures.push({image, targets: [], keys: []});
    pictures.at(-1)!.targets.push(target);
    pictures.at(-1)!.keys.push(key);
  }
  return pictures;
}
