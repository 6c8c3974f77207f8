/** What happens to each item, one after the other. */
export interface Stages<Item, Loaded, Done> {
  readonly load: (item: Item) => Promise<Loaded>;
  readonly compute: (item: Item, loaded: Loaded) => Promise<Done>;
  readonly write: (item: Item, done: Done) => Promise<void>;
}

/**
 * Takes items through three stages that overlap: while one is computed, the next are loaded and the one before is
 * written. Items are computed and written in order, one at a time. Where a stage fails, what is computed is still
 * written.
 *
 * @param ahead How many items are loaded before their turn, at most: so many are held at the same time. @default 1
 * @throws whatever a stage throws first.
 */
export async function overlap<Item, Loaded, Done>(
  items: readonly Item[],
  {load, compute, write}: Stages<Item, Loaded, Done>,
  {ahead = 1}: {readonly ahead?: number} = {},
): Promise<void> {
  const loading: Promise<Loaded>[] = [];
  let writing: Promise<void> = Promise.resolve();
  let next = 0;
  try {
    for (const [index, item] of items.entries()) {
      for (; next < items.length && next <= index + ahead; next++) {
        const loaded = load(items[next]!);
        // It may fail before anybody waits for it.
        loaded.catch(() => {});
        loading.push(loaded);
      }
      const done = await compute(item, await loading.shift()!);
      await writing;
      writing = write(item, done);
      writing.catch(() => {});
    }
  } finally {
    await Promise.allSettled([writing, ...loading]);
  }
  await writing;
}
