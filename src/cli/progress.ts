import cliProgress from 'cli-progress';
import type {Console} from './console.js';

/** A progress bar that appears when work has taken a moment. */
export interface Progress {
  readonly update: (done: number, total: number) => void;
  readonly stop: () => void;
}

/** Milliseconds before a bar is worth showing. */
const patience = 500;

/** How fast it goes, for people. */
export function formatRate(count: number, seconds: number): string {
  if (count <= 0 || seconds <= 0) return '–';
  const rate = count / seconds;
  return rate >= 100 ? rate.toFixed(0) : rate.toPrecision(2);
}

/**
 * A bar with the time left on stderr; nothing where that is no terminal.
 *
 * @param options `rate` says how many a second, too. What the first update finds done counts as done before.
 */
export function openProgress(
  console: Console,
  unit: string,
  {rate = false}: {readonly rate?: boolean} = {},
): Progress {
  if (!console.errorIsTerminal) return {update: () => {}, stop: () => {}};
  const opened = Date.now();
  let begun: {readonly time: number; readonly done: number} | null = null;
  let bar: cliProgress.SingleBar | null = null;
  return {
    update(done, total) {
      begun ??= {time: Date.now(), done};
      const payload = {rate: formatRate(done - begun.done, (Date.now() - begun.time) / 1000)};
      if (bar === null && Date.now() - opened > patience) {
        bar = new cliProgress.SingleBar(
          {
            format: `{bar} {value}/{total} ${unit},${rate ? ` {rate} ${unit}/s,` : ''} {eta_formatted} left`,
            stream: process.stderr,
            clearOnComplete: true,
            hideCursor: true,
          },
          cliProgress.Presets.shades_classic,
        );
        bar.start(total, done, payload);
      }
      bar?.update(done, payload);
    },
    stop: () => bar?.stop(),
  };
}
