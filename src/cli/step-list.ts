import type {Console} from './console.js';

/** Tells what is being done, step by step, on stderr. */
export interface StepList {
  /** Ends the step before and begins one. */
  readonly begin: (text: string) => void;
  /** Ends the last step, as done or as failed. */
  readonly end: (how: 'done' | 'failed') => void;
}

/** Milliseconds between two looks at the clock. */
const tick = 1000;

/** On a terminal the running step shows its seconds in place; elsewhere a step is a line when it begins. */
export function openStepList(console: Console): StepList {
  let step: {readonly text: string; readonly started: number} | null = null;
  let timer: NodeJS.Timeout | undefined;
  const terminal = console.errorIsTerminal;
  const line = (sign: string): string => {
    const seconds = Math.round((Date.now() - step!.started) / 1000);
    return `\r\u001b[2K${sign} ${step!.text}${seconds > 0 ? ` (${seconds} s)` : ''}`;
  };
  const end = (how: 'done' | 'failed'): void => {
    clearInterval(timer);
    if (step !== null && terminal) process.stderr.write(`${line(how === 'done' ? '✓' : '✗')}\n`);
    step = null;
  };
  return {
    begin(text) {
      end('done');
      step = {text, started: Date.now()};
      if (!terminal) {
        console.error(`${text} …`);
        return;
      }
      process.stderr.write(line('…'));
      timer = setInterval(() => process.stderr.write(line('…')), tick);
      timer.unref();
    },
    end,
  };
}
