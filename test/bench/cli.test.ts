import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import test from 'ava';

const main = fileURLToPath(new URL('../../bench/main.js', import.meta.url));
const run = promisify(execFile);

test('--help names every option and part', async t => {
  const {stdout} = await run(process.execPath, [main, '--help']);
  for (const text of [
    '--only',
    '--runs',
    '--quick',
    '--json',
    '--engine',
    '--device',
    'ZENNIT_SRC',
    'memory',
  ])
    t.true(stdout.includes(text), text);
});

test('unknown parts and counts that are none are refused', async t => {
  const failing = async (...args: string[]): Promise<string> => {
    const {stderr} = await t.throwsAsync<Error & {stderr: string}>(
      run(process.execPath, [main, ...args]),
    );
    return stderr;
  };
  t.regex(await failing('--only', 'presents'), /expected some of presets/);
  t.regex(await failing('--runs', '0'), /expected a number above 0/);
});

test('Ctrl-C ends a run and the process it measures, with exit code 130 and no stack trace', async t => {
  const child = spawn(process.execPath, [main, '--quick', '--only', 'memory'], {
    env: {...process.env, LRPLAB_PYTHON: 'no-such-python'},
  });
  let complaint = '';
  let isAsked = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
    // Once: a second Ctrl-C ends the process without a word.
    if (isAsked || !complaint.includes('1/')) return;
    isAsked = true;
    child.kill('SIGINT');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  t.is(code, 130);
  t.regex(complaint, /interrupted/);
  t.false(complaint.includes('    at '));
});
