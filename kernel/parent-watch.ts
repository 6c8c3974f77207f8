/** How often it looks, in milliseconds. */
const period = 1000;

/** Calls `gone` when the launcher has died without a word; only where a launcher says that it wants this. */
export function watchParent(gone: () => void): void {
  const parent = process.ppid;
  if (process.env['JPY_PARENT_PID'] === undefined || parent === 1) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, period);
  timer.unref();
}
