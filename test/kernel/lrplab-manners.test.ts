import test from 'ava';
import type {JupyterMessage} from '../helpers/jupyter-client.js';
import {streamed} from '../helpers/protocol-checks.js';
import {startLrplab} from '../helpers/start-lrplab.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

/** What a cell brought about beside its states. */
function said(outputs: readonly JupyterMessage[]): string[] {
  return outputs.map(({type}) => type).filter(type => type !== 'status');
}

test('fifty thousand lines of a cell arrive whole, in few messages', async t => {
  const client = await startLrplab(t, {cwd: await temporaryFolder(t)});
  const {outputs} = await client.execute('for (let i = 0; i < 50_000; i++) console.log(i)');
  const lines = Array.from({length: 50_000}, (_, index) => `${index}\n`).join('');
  t.true(streamed(outputs, 'stdout') === lines);
  t.true(said(outputs).length < 1000);
});

test('what a cell prints late is its own', async t => {
  const client = await startLrplab(t, {cwd: await temporaryFolder(t)});
  const early = client.sendCell(
    'const go = new Promise<void>(done => { (globalThis as any).go = done; }); void go.then(() => console.log("late"));',
  );
  await client.answerTo(early);
  const {outputs} = await client.execute('(globalThis as any).go(); "now"');
  const late = await client.until(
    ({type, content}) => type === 'stream' && content['text'] === 'late\n',
    'the late line',
  );
  t.is(late.parent['msg_id'], early);
  t.is(streamed(outputs, 'stdout'), '');
});

for (const [language, cell, failing] of [
  ['the language', '%%lrp\nall use zplus', '%%lrp\nall use gama'],
  ['TypeScript', '1 + 1', 'throw new Error("no")'],
] as const)
  test(`${language}: silent, store_history and stop_on_error are heeded`, async t => {
    const client = await startLrplab(t, {cwd: await temporaryFolder(t)});
    const first = (await client.execute(cell)).reply.content['execution_count'];
    t.deepEqual(said((await client.execute(cell, {silent: true})).outputs), []);
    const unstored = await client.execute(cell, {store_history: false});
    t.deepEqual(said(unstored.outputs), ['execute_input', 'execute_result']);
    t.is((await client.execute(cell)).reply.content['execution_count'], first + 1);
    for (const [stop_on_error, status] of [
      [true, 'error'],
      [false, 'ok'],
    ] as const) {
      const ids = [client.sendCell(failing, {stop_on_error}), client.sendCell(cell)];
      const [failed, next] = await Promise.all(ids.map(id => client.answerTo(id)));
      t.is(failed!.reply.content['status'], 'error');
      t.is(next!.reply.content['status'], status);
    }
  });
