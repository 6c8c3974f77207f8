/** Which stream of a cell. */
export type StreamName = 'stdout' | 'stderr';

/** Gathers what cells print, so that thousands of lines are a few messages. */
export interface OutputBuffer<Parent> {
  write(parent: Parent, name: StreamName, text: string): void;
  /** Sends what is held. Must come before anything else that is broadcast. */
  flush(): void;
}

/** Held at most so long, in milliseconds. */
const longest = 50;
/** Held at most so much, in UTF-16 units. */
const most = 65_536;

/**
 * Makes a buffer in front of `send`. It holds one stream of one cell at a time: text of another one sends the
 * held first, so order is kept.
 *
 * @param now Milliseconds; a cell that blocks the event loop keeps the timer from firing, so writes look too.
 */
export function createOutputBuffer<Parent>(
  send: (parent: Parent, name: StreamName, text: string) => void,
  now: () => number = () => performance.now(),
): OutputBuffer<Parent> {
  let held: {
    parent: Parent;
    name: StreamName;
    texts: string[];
    length: number;
    since: number;
  } | null = null;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    if (held === null) return;
    const {parent, name, texts} = held;
    held = null;
    clearTimeout(timer);
    send(parent, name, texts.join(''));
  }

  return {
    flush,
    write(parent, name, text) {
      if (text === '') return;
      if (held !== null && (held.parent !== parent || held.name !== name)) flush();
      if (held === null) {
        held = {parent, name, texts: [], length: 0, since: now()};
        timer = setTimeout(flush, longest);
      }
      held.texts.push(text);
      held.length += text.length;
      if (held.length >= most || now() - held.since >= longest) flush();
    },
  };
}
