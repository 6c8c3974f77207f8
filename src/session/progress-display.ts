import {textOutput} from '../inline/text-output.js';
import {progressOutput, progressSummary} from '../inline/progress-output.js';
import type {InlineOutput} from '../inline/inline-output.js';

/** Milliseconds before progress is worth showing, and between two updates. */
const patience = 500;
const pause = 100;

/** Progress of one run, in one place of a cell's outputs: at most ten updates a second, one line at its end. */
export class ProgressDisplay {
  readonly #show: (output: InlineOutput) => void;
  readonly #unit: string;
  readonly #now: () => number;
  readonly #started: number;
  #last = 0;
  #done = 0;
  #total = 0;
  #isShown = false;

  /**
   * @param show Shows an output, in the place of the one before.
   * @param unit What is counted, in the plural.
   * @param now  The clock, in milliseconds. @default Date.now
   */
  constructor(show: (output: InlineOutput) => void, unit: string, now: () => number = Date.now) {
    this.#show = show;
    this.#unit = unit;
    this.#now = now;
    this.#started = now();
  }

  update(done: number, total: number): void {
    this.#done = done;
    this.#total = total;
    const now = this.#now();
    const seconds = (now - this.#started) / 1000;
    if (now - this.#started < patience || now - this.#last < pause || done >= total) return;
    this.#last = now;
    this.#isShown = true;
    const secondsLeft = done === 0 ? null : (seconds / done) * (total - done);
    this.#show(progressOutput({done, total, secondsLeft, unit: this.#unit}));
  }

  /** Replaces the bar by one line; nothing where there was no bar. */
  stop(): void {
    if (!this.#isShown) return;
    if (this.#done < this.#total) {
      this.#show(textOutput(`stopped after ${this.#done} of ${this.#total} ${this.#unit}`));
      return;
    }
    this.#show(progressSummary(this.#done, (this.#now() - this.#started) / 1000, this.#unit));
  }
}
