/** What Ctrl-C throws: the command ends with exit code 130 and leaves nothing half-written. The message says what was done. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** A signal that Ctrl-C sets. A second Ctrl-C ends the process at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort(new InterruptedError('interrupted; nothing was written'));
    process.once('SIGINT', () => process.exit(130));
  });
  return controller.signal;
}
