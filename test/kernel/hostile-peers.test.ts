import {randomUUID} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {connect} from 'node:net';
import {join} from 'node:path';
import test from 'ava';
import {streamed} from '../helpers/protocol-checks.js';
import {startToy} from '../helpers/start-toy.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

test.serial('forged and unsigned messages are dropped, and the kernel lives', async t => {
  const client = await startToy(t);
  for (const channel of ['shell', 'control'] as const) {
    const forged = client.send('kernel_info_request', {}, {channel, key: 'another'});
    const unsigned = randomUUID();
    const [delimiter = '', , ...parts] = client.frames(unsigned, 'shutdown_request', {});
    client.sendFrames(channel, [delimiter, '', ...parts]);
    // Messages of one channel are taken in order: what comes behind is answered, so the others were seen.
    t.is((await client.request('kernel_info_request', {}, {channel})).reply.channel, channel);
    for (const id of [forged, unsigned]) {
      t.false(client.heard.some(({parent}) => parent['msg_id'] === id));
    }
  }
  t.is(client.printed, '');
});

test.serial('a message that is sent again is not carried out again', async t => {
  const client = await startToy(t);
  const id = randomUUID();
  const content = {code: 'print once', silent: false, store_history: true};
  const frames = client.frames(id, 'execute_request', content);
  for (let n = 0; n < 3; n += 1) client.sendFrames('shell', frames);
  await client.answerTo(id);
  const {reply} = await client.execute('count');
  t.is(reply.content['execution_count'], 2);
  t.is(streamed(client.outputsOf(id), 'stdout'), 'once\n');
});

test.serial('bytes that are no messages are dropped on every channel', async t => {
  const client = await startToy(t);
  const id = randomUUID();
  const [, signature = '', ...parts] = client.frames(id, 'execute_request', {code: 'print no'});
  for (const channel of ['shell', 'control', 'stdin'] as const) {
    for (const frames of [
      [''],
      ['<IDS|MSG>'],
      ['<IDS|MSG>', signature],
      ['<IDS|MSG>', signature, '{', '{}', '{}', '{}'],
      ['<ids|msg>', signature, ...parts],
      ['<IDS|MSG>', signature, ...parts.slice(0, 3)],
      [Buffer.from([0xff, 0xfe]), Buffer.alloc(1000, 0xff)],
      Array.from({length: 3000}, () => 'x'),
    ]) {
      client.sendFrames(channel, frames);
    }
  }
  t.is((await client.execute('print on')).reply.content['status'], 'ok');
  await client.request('kernel_info_request', {}, {channel: 'control'});
  t.false(client.heard.some(({parent}) => parent['msg_id'] === id));
  t.is(client.printed, '');
});

test.serial('input of more than 64 MB is dropped, and the kernel lives', async t => {
  const client = await startToy(t);
  const half = 'x'.repeat(33 * 1024 * 1024);
  const id = client.send('execute_request', {code: half}, {metadata: {half}});
  t.is((await client.execute('print on')).reply.content['status'], 'ok');
  t.is(client.outputsOf(id).length, 0);
});

test.serial('a front end that goes away takes nothing with it', async t => {
  const client = await startToy(t);
  const [shell = 0, iopub = 0] = client.ports;
  for (const port of [shell, iopub]) {
    await new Promise<void>(resolve => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f]));
        socket.destroy();
        resolve();
      });
    });
  }
  await client.welcome('');
  t.is((await client.execute('lines 5000')).reply.content['status'], 'ok');
});

test.serial('the sockets are bound to the address of the connection file only', async t => {
  const client = await startToy(t);
  const reach = (host: string, port: number): Promise<boolean> =>
    new Promise(resolve => {
      const socket = connect(port, host);
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('close', () => resolve(false)).once('connect', () => socket.destroy());
    });
  for (const port of client.ports) {
    t.true(await reach('127.0.0.1', port), `${port} here`);
    // All of 127/8 leads to this machine, where the system lets it: bound to all, it would answer.
    t.false(await reach('127.0.0.2', port), `${port} elsewhere`);
  }
});

test.serial(
  'heartbeats come back while a cell keeps the event loop, and its output is heard',
  async t => {
    const folder = await temporaryFolder(t);
    const client = await startToy(t);
    const go = join(folder, 'go');
    const id = client.sendCell(`block ${go}`);
    await client.until(({type}) => type === 'stream', 'the cell to begin');
    for (const beat of ['one', 'two']) t.is(await client.heartbeat(beat), beat);
    await writeFile(go, '');
    t.is((await client.answerTo(id)).reply.content['status'], 'ok');
  },
);
