import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {endpoint, readConnectionFile} from '../../kernel/connection-file.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const good = {
  ...{shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 65_535},
  ...{ip: '127.0.0.1', transport: 'tcp', key: 'k', signature_scheme: 'hmac-sha256'},
  kernel_name: 'lrplab',
};

test('a connection file is read', async t => {
  const file = join(await temporaryFolder(t), 'c.json');
  await writeFile(file, JSON.stringify(good));
  t.deepEqual(readConnectionFile(file), {
    ...{transport: 'tcp', ip: '127.0.0.1', key: 'k', signatureScheme: 'hmac-sha256'},
    ports: {shell: 1, iopub: 2, stdin: 3, control: 4, heartbeat: 65_535},
  });
});

test('without key and scheme nothing is signed', async t => {
  const file = join(await temporaryFolder(t), 'c.json');
  const {key: _key, signature_scheme: _scheme, transport: _transport, ...rest} = good;
  await writeFile(file, JSON.stringify(rest));
  t.like(readConnectionFile(file), {
    ...{key: '', signatureScheme: 'hmac-sha256', transport: 'tcp'},
  });
});

test('a file that is none is said to be so', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'c.json');
  t.throws(() => readConnectionFile(file), {code: 'kernel/connection-file', message: /c\.json/});
  t.throws(() => readConnectionFile(folder), {code: 'kernel/connection-file'});
  const wrong = [
    ...['', '{', '[]', 'null', '"x"', ' '.repeat(70_000)],
    ...[
      {shell_port: 0},
      {iopub_port: 65_536},
      {stdin_port: '5'},
      {control_port: 1.5},
      {hb_port: undefined},
      {ip: undefined},
      {ip: ''},
      {ip: '127.0.0.1:80/x'},
      {ip: '127.0.0.1;tcp'},
      {transport: 'udp'},
      {key: 5},
      {signature_scheme: null, key: {}},
    ].map(change => JSON.stringify({...good, ...change})),
  ];
  for (const text of wrong) {
    await writeFile(file, text);
    t.throws(() => readConnectionFile(file), {code: 'kernel/connection-file'}, text.slice(0, 200));
  }
});

test('an address is written as ZeroMQ reads it', t => {
  const at = (ip: string, transport: 'tcp' | 'ipc' = 'tcp'): string => {
    const ports = {shell: 1, iopub: 2, stdin: 3, control: 4, heartbeat: 5};
    return endpoint({transport, ip, ports, key: '', signatureScheme: ''}, 7);
  };
  t.is(at('127.0.0.1'), 'tcp://127.0.0.1:7');
  t.is(at('::1'), 'tcp://[::1]:7');
  t.is(at('/run/kernel', 'ipc'), 'ipc:///run/kernel-7');
});
