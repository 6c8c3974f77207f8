import {existsSync} from 'node:fs';
import type {CellAnswer, CellEngine, CellRequest, Completeness} from '../../kernel/cell-engine.js';

/**
 * A toy language: each line is a command and the rest of the line its argument. It does what a cell of a real
 * language may do to a kernel, at moments that a test can name.
 */
export function createFakeEngine(): CellEngine {
  const late: (() => void)[] = [];
  const waiting = new Set<() => void>();
  return {
    async execute(request) {
      try {
        let result: CellAnswer = {ok: true, result: null};
        for (const line of request.code.split('\n')) {
          if (line.trim() !== '') result = await command(line, request, late, waiting);
          if (!result.ok) break;
        }
        return result;
      } catch (error) {
        const {name, message} = error as Error;
        return {ok: false, name, message, traceback: [`${name}: ${message}`, '  ^ here']};
      }
    },
    async complete(code, offset) {
      const from = code.slice(0, offset).search(/\S*$/);
      const word = code.slice(from, offset);
      const items = commands
        .filter(text => text.startsWith(word))
        .map(text => ({text, type: 'keyword', signature: `${text} …`}));
      return {from, to: offset, items};
    },
    async inspect(code, offset, detail) {
      const from = code.slice(0, offset).search(/\S*$/);
      const word = /^\S*/.exec(code.slice(from))?.[0] ?? '';
      if (!commands.includes(word)) return null;
      const text = detail === 1 ? `${word}, at length` : `${word}, a command`;
      return {data: {'text/plain': text}, metadata: {}};
    },
    async isComplete(code): Promise<Completeness> {
      if (code.endsWith('\\')) return {status: 'incomplete', indent: '  '};
      const known = commands.includes(code.split(' ')[0] ?? '');
      return {status: known ? 'complete' : 'invalid'};
    },
    interrupt() {
      for (const stop of waiting) stop();
    },
    close() {},
  };
}

const commands = [
  ...['print', 'warn', 'lines', 'fail', 'throw', 'show', 'place', 'clear', 'result', 'rich'],
  ...['count', 'bigint', 'ask', 'secret', 'wait', 'deaf', 'block', 'late', 'release', 'crash'],
];

async function command(
  line: string,
  {io, signal, count}: CellRequest,
  late: (() => void)[],
  waiting: Set<() => void>,
): Promise<CellAnswer> {
  const [, word = '', rest = ''] = /^(\S+) ?(.*)$/.exec(line) ?? [];
  const done: CellAnswer = {ok: true, result: null};
  const plain = (text: string): CellAnswer => ({
    ok: true,
    result: {data: {'text/plain': text}, metadata: {}},
  });
  switch (word) {
    case 'print':
      io.stream('stdout', `${rest}\n`);
      return done;
    case 'warn':
      io.stream('stderr', `${rest}\n`);
      return done;
    case 'lines':
      for (let n = 1; n <= Number(rest); n += 1) io.stream('stdout', `line ${n}\n`);
      return done;
    case 'fail':
      return {ok: false, name: 'ToyError', message: rest, traceback: [`ToyError: ${rest}`]};
    case 'throw':
      throw new RangeError(rest);
    case 'show':
      io.display({data: {'text/plain': rest, 'text/html': `<b>${rest}</b>`}, metadata: {}});
      return done;
    case 'place': {
      const [id = '', ...words] = rest.split(' ');
      io.display({data: {'text/plain': words.join(' ')}, metadata: {}}, id);
      return done;
    }
    case 'clear':
      io.clear(rest === 'wait');
      return done;
    case 'result':
      return plain(rest);
    case 'rich':
      return {
        ok: true,
        result: {
          data: {'text/plain': 'two', 'application/json': {two: 2}, 'image/png': 'AAAA'},
          metadata: {'image/png': {width: 2}},
        },
      };
    case 'count':
      return plain(String(count));
    case 'bigint':
      return {ok: true, result: {data: {'text/plain': 1n as never}, metadata: {}}};
    case 'ask':
      io.stream('stdout', `you said ${await io.input(rest)}\n`);
      return done;
    case 'secret':
      io.stream('stdout', `${(await io.input(rest, {password: true})).length} characters\n`);
      return done;
    case 'wait':
      io.stream('stdout', 'waiting\n');
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
      return done;
    case 'deaf':
      // Does not look at the signal, and ends well when it is interrupted.
      io.stream('stdout', 'waiting\n');
      await new Promise<void>(resolve => waiting.add(resolve));
      return done;
    case 'block':
      // Keeps the event loop until the file is there.
      io.stream('stdout', `blocked${'.'.repeat(70_000)}\n`);
      while (!existsSync(rest)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      return done;
    case 'late':
      late.push(() => io.stream('stdout', `${rest}\n`));
      return done;
    case 'release':
      for (const print of late.splice(0)) print();
      return done;
    case 'crash':
      setImmediate(() => {
        throw new Error(rest);
      });
      return done;
    default:
      throw new SyntaxError(`no command ${word}`);
  }
}
