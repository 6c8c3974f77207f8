import {formatQuantity} from '../../plot/format-quantity.js';
import type {EpochRecord} from '../../train/run-record.js';
import {meanOf} from '../../train/scores/score-classes.js';

/** More classes do not fit into a line; then their means are told. */
const mostNamed = 4;

function short(score: number | null): string {
  return score === null ? '–' : score.toFixed(2);
}

/** `0.4 s`, `12 s`, `3 min 5 s`, `2 h 4 min`. */
export function durationText(seconds: number): string {
  if (seconds < 9.95) return `${Math.max(0, seconds).toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** An epoch in a line: losses, scores of each class, learning rate, how long it took, whether it is kept. */
export function epochLine(epoch: EpochRecord, epochs: number): string {
  const {scores, meanAveragePrecision, kept} = epoch;
  const named = scores.length <= mostNamed;
  const told = named
    ? scores
    : [
        {
          className: `mean of ${scores.length} classes`,
          precision: meanOf(scores.map(({precision}) => precision)),
          recall: meanOf(scores.map(({recall}) => recall)),
          averagePrecision: meanAveragePrecision,
        },
      ];
  return [
    `epoch ${String(epoch.epoch).padStart(String(epochs).length)}/${epochs}`,
    `loss ${epoch.loss.toFixed(4)}`,
    `val loss ${epoch.validationLoss.toFixed(4)}`,
    ...told.map(
      ({className, precision, recall, averagePrecision}) =>
        `${className} P ${short(precision)} R ${short(recall)} AP ${short(averagePrecision)}`,
    ),
    ...(named ? [`mAP ${short(meanAveragePrecision)}`] : []),
    `lr ${formatQuantity(epoch.learningRate)}`,
    `${durationText(epoch.seconds)}${kept ? ', kept' : ''}`,
  ].join('  ');
}
