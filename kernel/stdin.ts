import {LrpError} from '../src/errors/lrp-error.js';
import type {CellIo} from './cell-engine.js';
import type {Message, Wire} from './wire.js';

/** Asks the person who ran a cell. */
export interface Stdin {
  /** The `input` of one cell; it asks until `ended` is called or the signal is set. */
  forCell(request: Message, signal: AbortSignal): {readonly input: CellIo['input']; ended(): void};
  /** Takes an `input_reply`. */
  answer(reply: Message): void;
}

interface Question {
  readonly identity: Uint8Array | undefined;
  readonly resolve: (text: string) => void;
}

/** Makes the stdin channel over a function that sends its frames; `flush` shows what was printed before. */
export function createStdin(
  wire: Wire,
  send: (frames: Uint8Array[]) => void,
  flush: () => void,
): Stdin {
  let open: Question | null = null;
  /** One question at a time: the answer does not say what it answers. */
  let last: Promise<unknown> = Promise.resolve();

  function ask(
    request: Message,
    prompt: string,
    password: boolean,
    ended: AbortSignal,
  ): Promise<string> {
    return new Promise((resolve, reject) => {
      const question: Question = {
        identity: request.identities[0],
        resolve(text) {
          stop();
          resolve(text);
        },
      };
      const giveUp = (): void => {
        stop();
        reject(unanswered('the cell was stopped or has ended'));
      };
      const stop = (): void => {
        if (open === question) open = null;
        ended.removeEventListener('abort', giveUp);
      };
      if (ended.aborted) return giveUp();
      ended.addEventListener('abort', giveUp);
      open = question;
      flush();
      const {identities, header: parent} = request;
      send(wire.encode({identities, type: 'input_request', parent, content: {prompt, password}}));
    });
  }

  return {
    forCell(request, signal) {
      const end = new AbortController();
      const ended = AbortSignal.any([signal, end.signal]);
      return {
        input(prompt, {password = false} = {}) {
          if (request.content['allow_stdin'] !== true) {
            return Promise.reject(unanswered('this front end takes no input'));
          }
          const answer = last.then(() => ask(request, prompt, password, ended));
          last = answer.catch(() => {});
          return answer;
        },
        ended: () => end.abort(),
      };
    },
    answer({identities: [identity], content}) {
      const value = content['value'];
      if (open === null || typeof value !== 'string') return;
      const asked = open.identity;
      if (!asked || !identity || Buffer.compare(asked, identity) !== 0) return;
      open.resolve(value);
    },
  };
}

function unanswered(why: string): LrpError {
  return new LrpError(
    'kernel/no-input',
    `input: nobody can be asked, ${why}; give the value in the cell`,
  );
}
