/** Lets everything else that waits have its turn, Ctrl-C above all: engines may compute without a pause. */
export function takeTurns(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
