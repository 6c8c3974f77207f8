import test from 'ava';
import {createOutputBuffer, type OutputBuffer} from '../../kernel/output.js';

/** A buffer whose time only goes on when the test says so. */
function buffered(): {
  readonly buffer: OutputBuffer<string>;
  readonly sent: string[][];
  readonly clock: {now: number};
} {
  const sent: string[][] = [];
  const clock = {now: 0};
  const buffer = createOutputBuffer<string>(
    (...message) => sent.push(message),
    () => clock.now,
  );
  return {buffer, sent, clock};
}

test('what is printed is held until it is flushed', t => {
  const {buffer, sent} = buffered();
  buffer.write('a', 'stdout', 'x');
  buffer.write('a', 'stdout', 'y');
  t.deepEqual(sent, []);
  buffer.flush();
  buffer.flush();
  t.deepEqual(sent, [['a', 'stdout', 'xy']]);
});

test('another stream or another cell sends the held first', t => {
  const {buffer, sent} = buffered();
  buffer.write('a', 'stdout', '1');
  buffer.write('a', 'stderr', '2');
  buffer.write('b', 'stderr', '3');
  buffer.write('a', 'stderr', '4');
  buffer.flush();
  t.deepEqual(sent, [
    ['a', 'stdout', '1'],
    ['a', 'stderr', '2'],
    ['b', 'stderr', '3'],
    ['a', 'stderr', '4'],
  ]);
});

test('64 KB are sent without waiting', t => {
  const {buffer, sent} = buffered();
  buffer.write('a', 'stdout', 'x'.repeat(65_535));
  t.is(sent.length, 0);
  buffer.write('a', 'stdout', 'yz');
  t.is(sent.length, 1);
  t.is(sent[0]?.[2]?.length, 65_537);
});

test('a cell that keeps the event loop is heard when it prints 50 ms later', t => {
  const {buffer, sent, clock} = buffered();
  buffer.write('a', 'stdout', 'x');
  clock.now = 49;
  buffer.write('a', 'stdout', 'y');
  t.is(sent.length, 0);
  clock.now = 50;
  buffer.write('a', 'stdout', 'z');
  t.deepEqual(sent, [['a', 'stdout', 'xyz']]);
});

test('what is held is sent by itself in the end', async t => {
  const sent = await new Promise(resolve => {
    createOutputBuffer<string>((...message) => resolve(message)).write('a', 'stdout', 'x');
  });
  t.deepEqual(sent, ['a', 'stdout', 'x']);
});

test('50,000 lines are a few messages, and none is lost', t => {
  const {buffer, sent} = buffered();
  let expected = '';
  for (let n = 1; n <= 50_000; n += 1) {
    buffer.write('a', 'stdout', `line ${n}\n`);
    expected += `line ${n}\n`;
  }
  buffer.flush();
  t.is(sent.map(([, , text]) => text).join(''), expected);
  t.true(sent.length < 12, String(sent.length));
});

test('printing nothing sends nothing', t => {
  const {buffer, sent} = buffered();
  buffer.write('a', 'stdout', '');
  buffer.flush();
  t.deepEqual(sent, []);
});
