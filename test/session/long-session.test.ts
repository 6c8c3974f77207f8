import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import test from 'ava';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../helpers/long-session.js', import.meta.url));

test('a session keeps nothing of explanations that others have followed', async t => {
  const count = 40;
  const {stdout} = await run(process.execPath, ['--expose-gc', program, String(count)]);
  const used = JSON.parse(stdout) as number[];
  t.is(used.length, 4);
  const perExplanation = (used[3]! - used[1]!) / (count / 2);
  // An explanation with its maps at every layer takes more than 500 kB.
  t.true(perExplanation < 50_000, `${used.join(', ')}: ${perExplanation} bytes each`);
});
