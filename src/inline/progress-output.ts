import {escapeHtml} from '../plot/escape.js';
import type {InlineOutput} from './inline-output.js';

/** A run on its way. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Null where nothing is known yet. */
  readonly secondsLeft: number | null;
  /** What is counted, in the plural: `explanations`. */
  readonly unit: string;
}

/** A bar with its numbers, to be shown again and again in one place. */
export function progressOutput({done, total, secondsLeft, unit}: Progress): InlineOutput {
  const left = secondsLeft === null ? '' : `, ${secondsText(secondsLeft)} left`;
  const text = `${done} of ${total} ${unit}${left}`;
  const bar = `<progress value="${Number(done)}" max="${Math.max(1, Number(total))}"></progress>`;
  return {figure: null, png: null, alt: '', html: `<div>${bar} ${escapeHtml(text)}</div>`, text};
}

/** What stays when the run is over, in one line: `48 explanations in 1.2 s`. */
export function progressSummary(done: number, seconds: number, unit: string): InlineOutput {
  const text = `${done} ${unit} in ${secondsText(seconds)}`;
  return {figure: null, png: null, alt: '', html: `<div>${escapeHtml(text)}</div>`, text};
}

/** `0.4 s`, `12 s`, `3 min 5 s`. */
function secondsText(seconds: number): string {
  if (seconds < 9.95) return `${Math.max(0, seconds).toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
