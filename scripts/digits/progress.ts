/** Says how far a long job is, on standard error: one living line on a terminal, else one line an epoch. */
export interface Progress {
  /** `done` of `total` steps; shown only on a terminal. */
  at(done: number, total: number, text: string): void;
  /** One line that stays. */
  line(text: string): void;
}

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const started = Date.now();
  let shown = 0;
  const clear = (): void => {
    if (stream.isTTY) stream.write('\r\x1b[K');
  };
  return {
    at(done, total, text) {
      const now = Date.now();
      if (!stream.isTTY || (now - shown < 200 && done < total)) return;
      shown = now;
      const left = Math.round((((now - started) / done) * (total - done)) / 1000);
      const minutes = Math.floor(left / 60);
      clear();
      stream.write(
        `${text} · ${Math.floor((100 * done) / total)} % · ${minutes} min ${left % 60} s left`,
      );
    },
    line(text) {
      clear();
      stream.write(`${text}\n`);
    },
  };
}
