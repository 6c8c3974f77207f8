/** What Ctrl-C throws: the command ends with exit code 130 and leaves nothing half-written. The message says what was done. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/**
 * A signal that Ctrl-C sets. A second Ctrl-C ends the process at once. One listener stays for both: between the end of
 * one and the beginning of another, Ctrl-C would kill the process without an exit code.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  process.on('SIGINT', () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new InterruptedError('interrupted; nothing was written'));
  });
  return controller.signal;
}
