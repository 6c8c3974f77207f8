import test from 'ava';
import {states} from '../helpers/protocol-checks.js';
import {startToy} from '../helpers/start-toy.js';

test.serial('cursors are counted in code points, both ways', async t => {
  const client = await startToy(t);
  const code = '😀😀 pri';
  const request = {code, cursor_pos: 6};
  const {content} = (await client.request('complete_request', request)).reply;
  t.deepEqual(content, {
    status: 'ok',
    matches: ['print'],
    cursor_start: 3,
    cursor_end: 6,
    metadata: {
      _jupyter_types_experimental: [
        {text: 'print', type: 'keyword', start: 3, end: 6, signature: 'print …'},
      ],
    },
  });
  const inspected = await client.request('inspect_request', {code: '😀 print', cursor_pos: 3});
  t.is(inspected.reply.content['found'], true);
});

test.serial('inspection says when there is nothing, and more when more is asked', async t => {
  const client = await startToy(t);
  const inspect = async (code: string, detail_level: number): Promise<unknown> =>
    (await client.request('inspect_request', {code, cursor_pos: 0, detail_level})).reply.content;
  t.deepEqual(await inspect('xyz', 0), {status: 'ok', found: false, data: {}, metadata: {}});
  const [data, metadata] = [{'text/plain': 'print, at length'}, {}];
  t.deepEqual(await inspect('print', 1), {status: 'ok', found: true, data, metadata});
});

test.serial('kernel_info says who it is', async t => {
  const client = await startToy(t);
  const {content} = (await client.request('kernel_info_request')).reply;
  t.like(content, {
    ...{status: 'ok', protocol_version: '5.4', banner: 'A toy', debugger: false},
    ...{implementation: 'toy', implementation_version: '1.2.3'},
    help_links: [{text: 'Toys', url: 'https://example.org/toys'}],
  });
  t.deepEqual(content['language_info'], {
    ...{name: 'typescript', version: '5.0', mimetype: 'text/typescript', file_extension: '.ts'},
    ...{pygments_lexer: 'typescript', nbconvert_exporter: 'script'},
    codemirror_mode: {name: 'javascript', typescript: true, mode: 'typescript'},
  });
});

test.serial('every request stands between busy and idle, whatever it is', async t => {
  const client = await startToy(t);
  for (const channel of ['shell', 'control'] as const) {
    for (const [type, content] of [
      ['kernel_info_request', {}],
      ['connect_request', {}],
      ['comm_info_request', {target_name: 'x'}],
      ['history_request', {hist_access_type: 'tail', n: 1}],
      ['is_complete_request', {code: 'print'}],
      ['complete_request', {code: 'p', cursor_pos: 1}],
      ['inspect_request', {code: 'p', cursor_pos: 1}],
      ['interrupt_request', {}],
      ['debug_request', {type: 'request', seq: 3, command: 'initialize'}],
      ['unheard_of_request', {}],
    ] as const) {
      const {reply, outputs} = await client.request(type, content, {channel});
      t.is(reply.channel, channel);
      t.is(reply.type, type.replace('_request', '_reply'));
      t.deepEqual(states(outputs), ['busy', 'idle'], type);
    }
  }
});

test.serial('the ports can be asked for', async t => {
  const client = await startToy(t);
  const {content} = (await client.request('connect_request')).reply;
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = client.ports;
  t.deepEqual(content, {
    ...{status: 'ok', shell_port, iopub_port, stdin_port, control_port, hb_port},
  });
});

test.serial('a debugger is refused in the words of its own protocol', async t => {
  const client = await startToy(t);
  const request = {type: 'request', seq: 3, command: 'initialize'};
  const {content} = (await client.request('debug_request', request, {channel: 'control'})).reply;
  t.like(content, {type: 'response', request_seq: 3, success: false, command: 'initialize'});
});

test.serial(
  'an unknown request is refused, and an unknown message ignored; neither is seen in the notebook',
  async t => {
    const client = await startToy(t);
    const {reply, outputs} = await client.request('unheard_of_request');
    t.is(reply.content['status'], 'error');
    t.is(outputs.length, 2);
    const id = client.send('unheard_of');
    await client.until(
      ({content, parent}) => parent['msg_id'] === id && content['execution_state'] === 'idle',
      'idle',
    );
    t.is(client.outputsOf(id).length, 2);
    t.is(client.printed, '');
  },
);

test.serial('requests without what they need get an answer, not silence', async t => {
  const client = await startToy(t);
  for (const type of ['execute', 'complete', 'inspect', 'is_complete', 'history', 'comm_info']) {
    const {reply} = await client.request(`${type}_request`, {});
    t.is(typeof reply.content['status'], 'string', type);
  }
  for (const cursor_pos of [-5, 1e9, 'x', null]) {
    const {reply} = await client.request('complete_request', {code: 'pri', cursor_pos});
    t.is(reply.content['status'], 'ok', String(cursor_pos));
  }
  client.send('comm_open', {});
  t.is((await client.execute('print on')).reply.content['status'], 'ok');
});

test.serial('a second front end is welcomed and heard too', async t => {
  const client = await startToy(t);
  const first = await client.welcome('');
  const second = await client.welcome('');
  t.deepEqual([first.type, second.type], ['iopub_welcome', 'iopub_welcome']);
  const topic = await client.welcome('some topic');
  t.deepEqual(topic.content, {subscription: 'some topic'});
});

test.serial(
  'a shutdown on the shell channel is honoured too, and other front ends hear of it',
  async t => {
    const client = await startToy(t);
    const {reply} = await client.request('shutdown_request', {restart: false});
    t.is(reply.channel, 'shell');
    t.deepEqual(reply.content, {status: 'ok', restart: false});
    const {content} = await client.until(
      ({channel, type}) => channel === 'iopub' && type === 'shutdown_reply',
      'the broadcast',
    );
    t.deepEqual(content, {status: 'ok', restart: false});
    t.is(await client.exited, 0);
    t.is(client.printed, '');
  },
);

test.serial('a shutdown ends a kernel whose cell still awaits', async t => {
  const client = await startToy(t);
  client.sendCell('wait');
  await client.until(({type}) => type === 'stream', 'the cell to begin');
  await client.request('shutdown_request', {restart: true}, {channel: 'control'});
  t.is(await client.exited, 0);
});
