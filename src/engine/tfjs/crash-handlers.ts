const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** How the handlers that Emscripten installs read; nobody else's are touched. */
const EMSCRIPTEN = /ExitStatus|^function\s*\(reason\)\s*\{\s*throw reason;?\s*\}$/;

/**
 * Loads something and takes away the process-wide handlers for uncaught errors that Emscripten's loader adds
 * meanwhile: they rethrow, which ends the process even where its owner (a notebook kernel, say) has a
 * handler of its own.
 */
export async function withoutCrashHandlers<Result>(load: () => Promise<Result>): Promise<Result> {
  const before = EVENTS.map(event => new Set<unknown>(process.rawListeners(event)));
  const result = await load();
  EVENTS.forEach((event, index) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[index]?.has(listener) && EMSCRIPTEN.test(String(listener))) {
        process.removeListener(event, listener as () => void);
      }
    }
  });
  return result;
}
