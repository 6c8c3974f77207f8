import {setImmediate as turn} from 'node:timers/promises';
import test from 'ava';
import {only, states, streamed} from '../helpers/protocol-checks.js';
import {startToy} from '../helpers/start-toy.js';

test.serial('50,000 lines arrive in order, in few messages, and the cell ends', async t => {
  const client = await startToy(t);
  const {outputs, reply} = await client.execute('lines 50000');
  t.is(reply.content['status'], 'ok');
  const expected = Array.from({length: 50_000}, (_, index) => `line ${index + 1}\n`).join('');
  t.true(streamed(outputs, 'stdout') === expected);
  t.true(outputs.length < 30, String(outputs.length));
});

test.serial('thousands of displays arrive too, in order', async t => {
  const client = await startToy(t);
  const code = Array.from({length: 5000}, (_, index) => `show ${index}`).join('\n');
  const {outputs} = await client.execute(code);
  const shown = outputs.filter(({type}) => type === 'display_data');
  t.deepEqual(
    shown.map(({content}) => content['data']['text/plain']),
    Array.from({length: 5000}, (_, index) => String(index)),
  );
});

test.serial('printed text, displays and results keep their order', async t => {
  const client = await startToy(t);
  const {outputs} = await client.execute('print a\nwarn b\nprint c\nshow d\nprint e\nresult f');
  t.deepEqual(
    outputs.slice(2, -1).map(({type, content}) => [type, content['text'] ?? '']),
    [
      ['stream', 'a\n'],
      ['stream', 'b\n'],
      ['stream', 'c\n'],
      ['display_data', ''],
      ['stream', 'e\n'],
      ['execute_result', ''],
    ],
  );
});

test.serial('late output goes to the cell that it comes from', async t => {
  const client = await startToy(t);
  const first = client.sendCell('late from the first');
  await client.answerTo(first);
  const {outputs} = await client.execute('print from the second\nrelease');
  const late = await client.until(
    ({type, parent}) => type === 'stream' && parent['msg_id'] === first,
    'the late output',
  );
  t.is(late.content['text'], 'from the first\n');
  t.is(streamed(outputs, 'stdout'), 'from the second\n');
});

test.serial(
  'what a cell throws after its end is said where the cell is, and the kernel lives',
  async t => {
    const client = await startToy(t);
    const id = client.sendCell('crash after all');
    const {content} = await client.until(
      ({type, parent}) => type === 'stream' && parent['msg_id'] === id,
      'the error',
    );
    t.is(content['name'], 'stderr');
    t.regex(content['text'], /^Uncaught Error: after all/);
    t.is((await client.execute('print on')).reply.content['status'], 'ok');
  },
);

test.serial('an error stops the cells that wait', async t => {
  const client = await startToy(t);
  const first = client.sendCell('ask go?\nfail first', {allow_stdin: true});
  const others = ['print second', 'print third'].map(code => client.sendCell(code));
  await client.until(({type}) => type === 'input_request', 'the question');
  // Shell messages come in order: once this is answered the others wait in the queue.
  await client.request('comm_info_request');
  client.answerInput('now');
  const failed = await client.answerTo(first);
  const rest = await Promise.all(others.map(id => client.answerTo(id)));
  t.is(failed.reply.content['ename'], 'ToyError');
  for (const {reply, outputs} of rest) {
    t.is(reply.content['status'], 'error');
    t.is(reply.content['ename'], 'NotRun');
    t.deepEqual(states(outputs), ['busy', 'idle']);
    t.is(outputs.length, 2);
  }
  t.is((await client.execute('print fourth')).reply.content['execution_count'], 2);
});

test.serial('an error stops no cell where stop_on_error is false', async t => {
  const client = await startToy(t);
  const ids = ['fail first', 'print second'].map(code =>
    client.sendCell(code, {stop_on_error: false}),
  );
  const [, second] = await Promise.all(ids.map(id => client.answerTo(id)));
  t.is(second?.reply.content['status'], 'ok');
  t.is(streamed(second?.outputs ?? [], 'stdout'), 'second\n');
});

test.serial('what an engine throws is an error of the cell', async t => {
  const client = await startToy(t);
  const {reply} = await client.execute('throw too far');
  t.like(reply.content, {status: 'error', ename: 'RangeError', evalue: 'too far'});
  t.like((await client.execute('bigint')).reply.content, {status: 'error', ename: 'TypeError'});
  t.is((await client.execute('print on')).reply.content['status'], 'ok');
});

test.serial('a silent cell says nothing, counts nothing and leaves no history', async t => {
  const client = await startToy(t);
  await client.execute('print loud');
  const code = 'print a\nwarn b\nshow c\nplace d e\nclear\nresult f';
  const {reply, outputs} = await client.execute(code, {silent: true, store_history: true});
  t.like(reply.content, {status: 'ok', execution_count: 1});
  t.deepEqual(
    outputs.map(({type}) => type),
    ['status', 'status'],
  );
  const failed = await client.execute('fail quietly', {silent: true, stop_on_error: false});
  t.like(failed.reply.content, {status: 'error', ename: 'ToyError'});
  t.is(failed.outputs.length, 2);
  const tail = {hist_access_type: 'tail', n: 10};
  const {content} = (await client.request('history_request', tail)).reply;
  t.deepEqual(content['history'], [[1, 1, 'print loud']]);
  t.is((await client.execute('count')).reply.content['execution_count'], 2);
});

test.serial(
  'a cell that is not to be stored is shown, but neither counted nor remembered',
  async t => {
    const client = await startToy(t);
    await client.execute('result 1');
    const {reply, outputs} = await client.execute('print aside', {store_history: false});
    t.is(reply.content['execution_count'], 1);
    t.is(streamed(outputs, 'stdout'), 'aside\n');
    t.is(only(outputs, 'execute_input').content['execution_count'], 1);
    const tail = {hist_access_type: 'tail', n: 10, output: true};
    const {content} = (await client.request('history_request', tail)).reply;
    t.deepEqual(content['history'], [[1, 1, ['result 1', '1']]]);
  },
);

test.serial('user expressions are answered each for itself', async t => {
  const client = await startToy(t);
  const user_expressions = {good: 'result 5', bad: 'fail here', quiet: 'print unseen'};
  const {reply, outputs} = await client.execute('print cell', {user_expressions});
  const {good, bad, quiet} = reply.content['user_expressions'];
  t.deepEqual(good, {status: 'ok', data: {'text/plain': '5'}, metadata: {}});
  t.like(bad, {status: 'error', ename: 'ToyError', evalue: 'here'});
  t.like(quiet, {status: 'ok', data: {}});
  t.is(streamed(outputs, 'stdout'), 'cell\n');
});

test.serial('completion, inspection and kernel_info are answered while a cell awaits', async t => {
  const client = await startToy(t);
  const id = client.sendCell('wait');
  await client.until(({type}) => type === 'stream', 'the cell to begin');
  const completion = await client.request('complete_request', {code: 'pri', cursor_pos: 3});
  t.deepEqual(completion.reply.content['matches'], ['print']);
  const inspection = await client.request('inspect_request', {code: 'print', cursor_pos: 1});
  t.true(inspection.reply.content['found']);
  await client.request('kernel_info_request', {}, {channel: 'control'});
  t.false(client.heard.some(({type}) => type === 'execute_reply'));
  await turn();
  t.is(client.outputsOf(id).at(-1)?.content['execution_state'], 'busy');
  await client.request('interrupt_request', {}, {channel: 'control'});
  await client.answerTo(id);
});

test.serial(
  'an interrupt stops the cell and aborts those behind it, by message and by signal',
  async t => {
    const client = await startToy(t);
    for (const cell of ['wait', 'deaf']) {
      for (const how of ['message', 'signal']) {
        const running = client.sendCell(cell);
        const waiting = client.sendCell('print never');
        const isBegun = ({
          type,
          parent,
        }: {
          type: string;
          parent: {[name: string]: unknown};
        }): boolean => type === 'stream' && parent['msg_id'] === running;
        await client.until(isBegun, 'the cell to begin');
        // Shell messages come in order: once this is answered the second cell waits in the queue.
        await client.request('comm_info_request');
        if (how === 'signal') client.process.kill('SIGINT');
        else await client.request('interrupt_request', {}, {channel: 'control'});
        const ended = await client.answerTo(running);
        t.is(ended.reply.content['status'], cell === 'wait' ? 'error' : 'ok', `${cell} by ${how}`);
        const aborted = await client.answerTo(waiting);
        t.is(aborted.reply.content['ename'], 'NotRun', `${cell} by ${how}`);
        t.is(streamed(aborted.outputs, 'stdout'), '');
      }
    }
    t.is((await client.execute('print on')).reply.content['status'], 'ok');
  },
);

test.serial('an interrupt while nothing runs changes nothing', async t => {
  const client = await startToy(t);
  const {reply} = await client.request('interrupt_request', {}, {channel: 'control'});
  t.deepEqual(reply.content, {status: 'ok'});
  client.process.kill('SIGINT');
  // A turn or two of the kernel's loop, in which the signal arrives.
  for (let n = 0; n < 2; n += 1) await client.request('kernel_info_request');
  t.is((await client.execute('print on')).reply.content['status'], 'ok');
});

test.serial(
  'a cell that may not ask gets an error, one that is interrupted while it asks too',
  async t => {
    const client = await startToy(t);
    const refused = await client.execute('ask who?', {allow_stdin: false});
    t.regex(refused.reply.content['evalue'], /takes no input/);
    const id = client.sendCell('ask who?', {allow_stdin: true});
    await client.until(({type}) => type === 'input_request', 'the question');
    await client.request('interrupt_request', {}, {channel: 'control'});
    t.is((await client.answerTo(id)).reply.content['status'], 'error');
    client.answerInput('too late');
    t.is((await client.execute('print on')).reply.content['status'], 'ok');
  },
);

test.serial('a password is asked for as such', async t => {
  const client = await startToy(t);
  const id = client.sendCell('secret word?', {allow_stdin: true});
  const {content} = await client.until(({type}) => type === 'input_request', 'the question');
  t.deepEqual(content, {prompt: 'word?', password: true});
  client.answerInput('sesame');
  t.is(streamed((await client.answerTo(id)).outputs, 'stdout'), '6 characters\n');
});

test.serial(
  'a display is updated from another cell, and made anew when its cell runs again',
  async t => {
    const client = await startToy(t);
    const types = async (code: string, cellId: string): Promise<string[]> => {
      const {outputs} = await client.execute(code, {}, {metadata: {cellId}});
      return outputs.map(({type}) => type).filter(type => type.endsWith('display_data'));
    };
    t.deepEqual(await types('place bar 1\nplace bar 2', 'A'), [
      'display_data',
      'update_display_data',
    ]);
    t.deepEqual(await types('place bar 3', 'B'), ['update_display_data']);
    t.deepEqual(await types('place bar 4', 'A'), ['display_data']);
  },
);

test.serial('outputs are cleared at once or with the next', async t => {
  const client = await startToy(t);
  const {outputs} = await client.execute('print a\nclear\nprint b\nclear wait');
  t.deepEqual(
    outputs.filter(({type}) => type === 'clear_output').map(({content}) => content),
    [{wait: false}, {wait: true}],
  );
  t.deepEqual(
    outputs.slice(2, 6).map(({type}) => type),
    [...['stream', 'clear_output', 'stream', 'clear_output']],
  );
});
