import cliProgress from 'cli-progress';
import {durationText, epochLine} from '../../script/training/epoch-line.js';
import type {TrainEvent} from '../../train/run-record.js';
import type {Console} from '../console.js';
import {openProgress, type Progress} from '../progress.js';

/** Tells of a run as it goes: a bar on a terminal, one line an epoch everywhere, all on stderr. */
export interface TrainProgress {
  readonly onEvent: (event: TrainEvent) => void;
  readonly stop: () => void;
}

type StepEvent = Extract<TrainEvent, {kind: 'step'}>;

/** Time left of the whole run, from what this call has done of it. */
function leftOf(
  {epoch, epochs, done, total}: StepEvent,
  begun: {readonly time: number; readonly part: number},
  now: number,
): string {
  const part = epoch - 1 + done / total;
  const own = part - begun.part;
  if (own <= 0) return '';
  return `, ${durationText((((now - begun.time) / own) * (epochs - part)) / 1000)} left at most`;
}

/** @param now The clock, in milliseconds. @default Date.now */
export function openTrainProgress(console: Console, now: () => number = Date.now): TrainProgress {
  /** What is done before the first step. */
  let before: {readonly unit: string; readonly bar: Progress} | null = null;
  let bar: cliProgress.SingleBar | null = null;
  let begun: {readonly time: number; readonly part: number} | null = null;
  const stop = (): void => {
    before?.bar.stop();
    before = null;
    bar?.stop();
    bar = null;
  };
  const step = (event: StepEvent): void => {
    const {epoch, epochs, done, total, loss} = event;
    begun ??= {time: now(), part: epoch - 1 + done / total};
    if (!console.errorIsTerminal) return;
    const payload = {epoch, epochs, loss: loss.toFixed(4), left: leftOf(event, begun, now())};
    if (bar === null) {
      stop();
      bar = new cliProgress.SingleBar(
        {
          format: 'epoch {epoch}/{epochs} {bar} {value}/{total}, loss {loss}{left}',
          stream: process.stderr,
          clearOnComplete: true,
          hideCursor: true,
          barsize: 24,
        },
        cliProgress.Presets.shades_classic,
      );
      bar.start(total, done, payload);
    }
    bar.update(done, payload);
  };
  return {
    stop,
    onEvent: event => {
      switch (event.kind) {
        case 'reading':
        case 'features': {
          const work = event.kind === 'reading' ? 'read' : 'through the frozen layers';
          const unit = `pictures of "${event.split}" ${work}`;
          if (before?.unit !== unit) {
            stop();
            before = {unit, bar: openProgress(console, unit, {rate: true})};
          }
          before.bar.update(event.done, event.total);
          return;
        }
        case 'begun':
          return;
        case 'step':
          step(event);
          return;
        case 'epoch':
          stop();
          console.error(epochLine(event.record, event.epochs));
          return;
        case 'note':
          stop();
          console.error(event.text);
      }
    },
  };
}
