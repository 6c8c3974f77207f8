import {curvesOutput} from '../inline/curves-output.js';
import type {InlineOutput} from '../inline/inline-output.js';
import {progressOutput} from '../inline/progress-output.js';
import {textOutput} from '../inline/text-output.js';
import type {CaptionedTable} from '../plot/table-html.js';
import {curvesAlt, runLine, runTitle} from '../script/training/curve-files.js';
import {durationText, epochLine} from '../script/training/epoch-line.js';
import {scoreTable} from '../script/training/score-table.js';
import {trainingCurves} from '../script/training/training-curves.js';
import type {EpochRecord, RunRecord, TrainEvent} from '../train/run-record.js';

/** Milliseconds before progress is worth showing, and between two updates. */
const patience = 500;
const pause = 250;

/** The two places of a cell's outputs that a run has: a line on how far it is, and its curves. */
export interface TrainingPlaces {
  readonly line: (output: InlineOutput) => void;
  readonly curves: (output: InlineOutput) => void;
}

/** Scores of the epoch that is kept, with a caption. */
export function keptScores(record: RunRecord): CaptionedTable {
  return {
    caption: `epoch ${record.bestEpoch ?? '–'} on "${record.data.validation.split}", at a threshold of 0.5`,
    table: scoreTable(record.validation?.scores ?? []),
  };
}

/** Shows a run while it goes: the line at most four times a second, the curves after every epoch. */
export class TrainingDisplay {
  readonly #places: TrainingPlaces;
  readonly #title: string;
  readonly #now: () => number;
  readonly #began: number;
  #last = Number.NEGATIVE_INFINITY;
  #epochs: EpochRecord[] = [];
  #canResume = false;

  /**
   * @param title What the curves are of.
   * @param now   The clock, in milliseconds. @default Date.now
   */
  constructor(places: TrainingPlaces, title: string, now: () => number = Date.now) {
    this.#places = places;
    this.#title = title;
    this.#now = now;
    this.#began = now();
  }

  /** Of a run that is resumed: puts its epochs of before the stop into the curves. */
  begin(epochs: readonly EpochRecord[]): void {
    this.#epochs = [...epochs];
    this.#canResume = true;
  }

  update(event: TrainEvent): void {
    switch (event.kind) {
      case 'reading':
      case 'features':
        this.#tell(() => {
          const {kind, split, done, total} = event;
          const what = kind === 'reading' ? 'read' : 'through the frozen layers';
          const unit = `pictures of "${split}" ${what}`;
          return progressOutput({done, total, secondsLeft: null, unit});
        });
        return;
      case 'step':
        this.#tell(() => {
          const {epoch, epochs, done, total, loss} = event;
          const unit = `pictures of epoch ${epoch} of ${epochs}, loss ${loss.toFixed(4)}`;
          return progressOutput({done, total, secondsLeft: this.#left(event), unit});
        });
        return;
      case 'epoch':
        this.#epochs.push(event.record);
        this.#places.line(textOutput(epochLine(event.record, event.epochs)));
        this.#places.curves(
          curvesOutput(trainingCurves(this.#title, this.#epochs), {
            alt: `${this.#title}: ${this.#epochs.length} epochs so far`,
            interactive: false,
          }),
        );
        return;
      case 'begun':
        this.#canResume = true;
        return;
      case 'note':
        return;
    }
  }

  /** The last state: a line on the whole run, curves to point at, the scores of the epoch that is kept. */
  finish(record: RunRecord): void {
    this.#places.line(textOutput(runLine(record)));
    this.#places.curves(
      curvesOutput(trainingCurves(runTitle(record), record.curves), {
        alt: curvesAlt(record),
        tables: [keptScores(record)],
      }),
    );
  }

  /** What stays of a run that did not end. */
  stop(): void {
    if (!this.#canResume) {
      this.#places.line(textOutput('stopped; nothing was written'));
      return;
    }
    const count = this.#epochs.length;
    const done = `${count} epoch${count === 1 ? ' is' : 's are'} saved`;
    this.#places.line(
      textOutput(
        `stopped after ${durationText((this.#now() - this.#began) / 1000)}; ${count === 0 ? 'no epoch is saved' : done}; train({…, resume: true}) goes on`,
      ),
    );
  }

  #tell(output: () => InlineOutput): void {
    const now = this.#now();
    if (now - this.#began < patience || now - this.#last < pause) return;
    this.#last = now;
    this.#places.line(output());
  }

  /** Seconds left of the whole run at most, by the epochs that are done. */
  #left({epoch, epochs, done, total}: Extract<TrainEvent, {kind: 'step'}>): number | null {
    const seconds = this.#epochs.at(-1)?.seconds;
    return seconds === undefined ? null : seconds * (epochs - epoch + 1 - done / total);
  }
}
