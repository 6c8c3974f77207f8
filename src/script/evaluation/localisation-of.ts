import {voidIndex} from '../../data/voc/voc-colours.js';
import type {Evaluation} from '../../measures/evaluation.js';
import {bootstrapInterval, mean} from '../../evaluate/localisation/bootstrap-interval.js';
import {areaShare} from '../../evaluate/localisation/box-mask.js';
import type {Localisation} from '../../evaluate/localisation/localisation.js';
import type {EvaluationTask} from '../../evaluate/tasks.js';

/**
 * The relevance mass of an evaluation class by class, with the share of the picture that counts as inside: what relevance
 * spread evenly would score. Null where localisation is not of its families.
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
    const own = rowsOf(name).map(row => tasks[row]!);
    const areas = own.flatMap(({mask, segment}) => {
      const area = family.arguments['area'] === 'masks' ? segment : mask;
      return area === undefined ? [] : [area];
    });
    const target = own[0]?.target ?? -1;
    return {name, target, images: own.length, baseline: mean(areas.map(shareInside))};
  });
  return {
    ...{model: model.name, data: data.folder, split: data.split, seed, classes, engine},
    scores: classes.flatMap(({name}) =>
      methods.map((method, index) => {
        const all = rowsOf(name).map(row => scores[index]![row]!);
        const shares = all.filter(share => share !== null);
        const [low, high] = bootstrapInterval(shares, {seed});
        return {
          ...{className: name, plan: method.name, mean: mean(shares), low, high},
          images: shares.length,
          withoutPositive: all.length - shares.length,
        };
      }),
    ),
  };
}

/** Void pixels count neither as inside nor as outside. */
function shareInside(mask: Uint8Array): number {
  return mask.includes(voidIndex)
    ? areaShare(mask.filter(value => value !== voidIndex))
    : areaShare(mask);
}
