import cliProgress from 'cli-progress';
import type {Console} from './console.js';

/** A progress bar that appears when work has taken a moment. */
export interface Progress {
  readonly update: (done: number, total: number) => void;
  readonly stop: () => void;
}

/** Milliseconds before a bar is worth showing. */
const patience = 500;

/** A bar with the time left on stderr; nothing where that is no terminal. */
export function openProgress(console: Console, unit: string): Progress {
  if (!console.errorIsTerminal) return {update: () => {}, stop: () => {}};
  const started = Date.now();
  let bar: cliProgress.SingleBar | null = null;
  return {
    update(done, total) {
      if (bar === null && Date.now() - started > patience) {
        bar = new cliProgress.SingleBar(
          {
            format: `{bar} {value}/{total} ${unit}, {eta_formatted} left`,
            stream: process.stderr,
            clearOnComplete: true,
            hideCursor: true,
          },
          cliProgress.Presets.shades_classic,
        );
        bar.start(total, done);
      }
      bar?.update(done);
    },
    stop: () => bar?.stop(),
  };
}
