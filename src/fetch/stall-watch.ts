/** Ends what waits on `signal` when nothing has come for a while. */
export interface StallWatch {
  /** Aborted by the signal it was opened with, or by the watch itself. */
  readonly signal: AbortSignal;
  /** Something came. */
  readonly touch: () => void;
  readonly stalled: () => boolean;
  readonly close: () => void;
}

export function openStallWatch(outer: AbortSignal, milliseconds: number): StallWatch {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error('stalled')), milliseconds);
  return {
    signal: AbortSignal.any([outer, controller.signal]),
    touch: () => void timer.refresh(),
    stalled: () => controller.signal.aborted,
    close: () => clearTimeout(timer),
  };
}
