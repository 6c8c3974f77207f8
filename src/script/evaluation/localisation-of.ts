import type {Evaluation} from '../../measures/evaluation.js';
import {bootstrapInterval, mean} from '../../evaluate/localisation/bootstrap-interval.js';
import {areaShare} from '../../evaluate/localisation/box-mask.js';
import type {Localisation} from '../../evaluate/localisation/localisation.js';
import type {EvaluationTask} from '../../evaluate/tasks.js';

/**
 * The relevance mass of an evaluation class by class, with the share of the picture that counts as inside, over the same
 * pictures: what relevance spread evenly would score. Null where localisation is not of its families.
 */
export function localisationOf(
  evaluation: Evaluation,
  tasks: readonly EvaluationTask[],
): Localisation | null {
  const family = evaluation.families.find(({name}) => name === 'localisation');
  const scores = evaluation.scores[evaluation.measures.findIndex(({name}) => name === 'mass')];
  if (family === undefined || scores === undefined) return null;
  const {model, data, seed, engine, methods} = evaluation;
  const rowsOf = (className: string): readonly number[] =>
    tasks.flatMap((task, row) => (task.className === className ? [row] : []));
  const classes = evaluation.classes.map(name => {
    const own = rowsOf(name);
    return {name, target: tasks[own[0] ?? -1]?.target ?? -1, images: own.length};
  });
  const shareInside = ({mask, segment}: EvaluationTask): number =>
    areaShare(family.arguments['area'] === 'masks' ? segment! : mask);
  return {
    ...{model: model.name, data: data.folder, split: data.split, seed, classes, engine},
    scores: classes.flatMap(({name}) =>
      methods.map((method, index) => {
        const all = rowsOf(name);
        // A score that is not defined, for want of positive relevance or of a mask, is null.
        const counted = all.filter(row => scores[index]![row] !== null);
        const shares = counted.map(row => scores[index]![row]!);
        const [low, high] = bootstrapInterval(shares, {seed});
        return {
          ...{className: name, plan: method.name, mean: mean(shares), low, high},
          baseline: mean(counted.map(row => shareInside(tasks[row]!))),
          images: shares.length,
          withoutPositive: all.length - shares.length,
        };
      }),
    ),
  };
}
