import {spawn} from 'node:child_process';
import {readFile, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {join} from 'node:path';
import test from 'ava';
import {JupyterClient} from '../helpers/jupyter-client.js';
import {startToy, toyCommand} from '../helpers/start-toy.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

test.serial(
  'an engine that cannot be loaded is an error of each cell, and the kernel lives',
  async t => {
    const client = await startToy(t, 'broken');
    for (let n = 0; n < 2; n += 1) {
      const {reply} = await client.execute('print x');
      t.like(reply.content, {status: 'error', evalue: 'the engine is in pieces'});
    }
    const {reply} = await client.request('complete_request', {code: 'p', cursor_pos: 1});
    t.like(reply.content, {status: 'error', evalue: 'the engine is in pieces'});
    t.is((await client.request('kernel_info_request')).reply.content['status'], 'ok');
  },
);

test.serial('before the first greeting nothing but ZeroMQ and Node is loaded', async t => {
  // A loader hook would slow the start; the list of source files is the same truth.
  const seen = new Set<string>();
  const packages = new Set<string>();
  const follow = async (url: URL): Promise<void> => {
    if (seen.has(url.pathname)) return;
    seen.add(url.pathname);
    const text = await readFile(url, 'utf8');
    for (const [, name = ''] of text.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'/gms)) {
      if (name.startsWith('.')) await follow(new URL(name, url));
      else packages.add(name);
    }
  };
  await follow(new URL('../../kernel/start-kernel.js', import.meta.url));
  t.true(seen.size > 10);
  t.deepEqual(
    [...packages].filter(name => !name.startsWith('node:')),
    ['zeromq'],
  );
});

test.serial('a kernel that cannot start says why, in one line, and ends', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'c.json');
  const occupied = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => occupied.once('listening', resolve));
  t.teardown(() => void occupied.close());
  const {port} = occupied.address() as {port: number};
  const ports = {
    ...{shell_port: port, iopub_port: port, stdin_port: port, control_port: port, hb_port: port},
  };
  const connection = {ip: '127.0.0.1', transport: 'tcp', key: 'k', ...ports};
  for (const [text, message] of [
    ['{', /connection file .*c\.json/],
    [JSON.stringify({...connection, signature_scheme: 'hmac-new'}), /signature scheme "hmac-new"/],
    [JSON.stringify(connection), /cannot listen at 127\.0\.0\.1/],
  ] as const) {
    await writeFile(file, text);
    const {code, stderr} = await run(file);
    t.is(code, 1, stderr);
    t.regex(stderr, message);
    t.is(stderr.trimEnd().split('\n').length, 1, stderr);
  }
});

test.serial('a kernel whose launcher is gone ends by itself', async t => {
  // The launcher starts a kernel as Jupyter does, and dies.
  const launcher = `
    const {spawn} = require('node:child_process');
    const [program, ...rest] = JSON.parse(process.argv[1]);
    const env = {...process.env, JPY_PARENT_PID: String(process.pid)};
    const child = spawn(program, rest, {env, stdio: 'inherit', detached: true});
    process.on('SIGUSR2', () => process.kill(process.pid, 'SIGKILL'));
  `;
  const [program = '', kernel = ''] = toyCommand.argv;
  const inner = JSON.stringify([program, kernel, '{connection_file}']);
  const client = await JupyterClient.start({argv: [program, '-e', launcher, inner]});
  t.teardown(() => client.close());
  const closed = new Promise(resolve => client.process.once('close', resolve));
  client.process.kill('SIGUSR2');
  // The streams close when the last process that holds them, the kernel, has ended.
  await closed;
  t.pass();
});

function run(file: string): Promise<{readonly code: number | null; readonly stderr: string}> {
  const [program = '', kernel = ''] = toyCommand.argv;
  const child = spawn(program, [kernel, file], {stdio: ['ignore', 'ignore', 'pipe']});
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise(resolve => child.once('close', code => resolve({code, stderr})));
}
