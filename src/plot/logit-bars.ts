import type {BarChart} from './bars.js';
import {PlotError} from './plot-error.js';

export interface LogitBarsOptions {
  readonly title: string;
  /** Class that is explained. */
  readonly target: number;
  /** Names by class index; null where the model has none. @default null */
  readonly classes?: readonly string[] | null;
  /**
   * Shows at most so many classes, the highest, and the target in any case.
   * @default 20
   */
  readonly most?: number;
}

/**
 * The scores of one sample as bars, the target marked: all classes in order where they fit, else the
 * highest, sorted.
 *
 * @param logits [K], before softmax or sigmoid.
 * @throws PlotError `plot/shape` where the target is no class.
 */
export function logitBars(logits: Float32Array, options: LogitBarsOptions): BarChart {
  const {title, target, classes = null, most = 20} = options;
  if (!Number.isInteger(target) || target < 0 || target >= logits.length) {
    throw new PlotError(
      'plot/shape',
      `logits "${title}": target ${target} is no class; expected 0 to ${logits.length - 1}`,
    );
  }
  const bar = (index: number) => ({
    label: classes?.[index] === undefined ? `class ${index}` : `${index} ${classes[index]}`,
    value: logits[index]!,
    marked: index === target,
  });
  const indices = Array.from(logits.keys());
  if (indices.length <= most) return {title, unit: 'logit', bars: indices.map(bar)};
  const sorted = indices.sort((a, b) => logits[b]! - logits[a]! || a - b);
  const shown = sorted.slice(0, most);
  if (!shown.includes(target)) shown[most - 1] = target;
  return {
    title: `${title} (${most} of ${logits.length} classes)`,
    unit: 'logit',
    bars: shown.map(bar),
  };
}
