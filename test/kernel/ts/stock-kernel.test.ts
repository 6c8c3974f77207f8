import {mkdir, symlink} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {type Answer, JupyterClient} from '../../helpers/jupyter-client.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';

/** A stock tslab in a folder where lrplab is installed. */
async function startStock(t: ExecutionContext): Promise<JupyterClient> {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'node_modules'));
  await symlink(resolve('.'), join(folder, 'node_modules/lrplab'), 'dir');
  const tslab = resolve('node_modules/tslab/bin/tslab');
  const client = await JupyterClient.start({
    argv: [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}'],
    cwd: folder,
  });
  t.teardown(() => client.close());
  return client;
}

/** Stands for the language: shouts what it is given. */
const shouting = `
import {extendStockKernel} from ${JSON.stringify(resolve('dist/kernel/stock/extend-stock-kernel.js'))};
import {runningStockKernel} from ${JSON.stringify(resolve('dist/kernel/stock/stock-kernel.js'))};
let shouted = 0;
extendStockKernel(runningStockKernel(), variables => ({
  run: async (code, io) => {
    const text = code.trim();
    if (text === 'fail') throw new SyntaxError('no such word');
    if (text === 'wait') return new Promise((_, reject) => io.signal.addEventListener('abort', () => reject(new Error('stopped'))));
    io.stream('stdout', text.toUpperCase() + ' ' + variables.get('given'));
    io.display({data: {'text/plain': 'one'}, metadata: {}}, 'place');
    io.display({data: {'text/plain': 'two'}, metadata: {}}, 'place');
    shouted++;
    return {data: {'text/plain': code, 'text/html': '<b>x</b>'}, metadata: {}};
  },
  complete: (code, offset) => ({from: code.indexOf('us'), to: offset, items: [{text: 'use', type: 'keyword'}]}),
  inspect: (code, offset) => ({data: {'text/plain': code.slice(offset)}, metadata: {}}),
  isComplete: code => code.includes('{') ? {status: 'incomplete', indent: '  '} : {status: 'complete'},
  takeValues: () => [{name: 'loud', type: 'number', value: shouted}, {name: 'odd', type: 'Broken<', value: 'any'}],
}));
const given = 5;`;

function run(client: JupyterClient, code: string): Promise<Answer> {
  return client.request('execute_request', {code, silent: false, store_history: true});
}

function outputs({outputs}: Answer): readonly (readonly [string, unknown])[] {
  return outputs
    .filter(({type}) => type !== 'status')
    .map(({type, content}) => [type, content['data'] ?? content['text']]);
}

test.serial(
  '%%lrp cells run, complete, hover and are told complete beside TypeScript cells',
  async t => {
    const client = await startStock(t);
    t.is((await run(client, shouting)).reply.content['status'], 'ok');
    // Doing it again changes nothing.
    t.is((await run(client, shouting)).reply.content['status'], 'ok');

    const code = '%%lrp\nsay "`$\\n</script>"';
    const cell = await run(client, code);
    t.is(cell.reply.content['status'], 'ok', JSON.stringify(outputs(cell)));
    t.deepEqual(outputs(cell), [
      ['stream', `${code.slice(6).toUpperCase()} 5`],
      ['display_data', {'text/plain': 'one'}],
      ['update_display_data', {'text/plain': 'two'}],
      ['display_data', {'text/plain': `     ${code.slice(5)}`, 'text/html': '<b>x</b>'}],
    ]);

    const values = await run(client, 'console.log(loud.toFixed(1), odd)');
    t.deepEqual(outputs(values), [['stream', '1.0 any\n']]);

    const completed = await client.request('complete_request', {
      code: '%%lrp\n"😀" us',
      cursor_pos: 12,
    });
    t.like(completed.reply.content, {matches: ['use'], cursor_start: 10, cursor_end: 12});
    const hovered = await client.request('inspect_request', {
      code: '%%lrp\n"😀" us',
      cursor_pos: 10,
      detail_level: 0,
    });
    t.like(hovered.reply.content, {found: true, data: {'text/plain': 'us'}});
    const open = await client.request('is_complete_request', {code: '%%lrp\na {'});
    t.deepEqual(open.reply.content, {status: 'incomplete', indent: '  '});

    const plain = await client.request('complete_request', {code: 'Math.ma', cursor_pos: 7});
    t.is(plain.reply.content['matches'][0], 'max');
    t.deepEqual(outputs(await run(client, '%%ts\ngiven + 1')), [['stream', '6\n']]);

    // The last, as tslab drops what comes within 200 ms of a failure.
    const failed = await run(client, '%%lrp\nfail');
    t.is(failed.reply.content['status'], 'error');
    const said = outputs(failed)
      .map(([, text]) => String(text))
      .join('');
    t.regex(said, /SyntaxError.*: no such word/);
    t.notRegex(said, /node:|tslab/);
  },
);

test.serial(
  "import 'lrplab/tslab' teaches a running kernel, silently and as often as one likes",
  async t => {
    const client = await startStock(t);
    for (const code of [`import 'lrplab/tslab'`, `import 'lrplab/tslab'`]) {
      const cell = await run(client, code);
      t.is(cell.reply.content['status'], 'ok', JSON.stringify(outputs(cell)));
      t.deepEqual(outputs(cell), []);
    }
    const open = await client.request('is_complete_request', {code: '%%lrp\nplan a {'});
    t.is(open.reply.content['status'], 'incomplete');
  },
);

test.serial('the tag alone draws its plans, results and pictures', async t => {
  const client = await startStock(t);
  const mimes = async (code: string): Promise<string[]> => {
    const cell = await run(client, code);
    t.is(cell.reply.content['status'], 'ok', JSON.stringify(outputs(cell)));
    const shown = cell.outputs.filter(({type}) => type === 'display_data');
    return shown.flatMap(({content}) => Object.keys(content['data']));
  };
  const picture = ['application/vnd.plotly.v1+json', 'text/html', 'image/png', 'text/plain'];
  t.deepEqual(await mimes(`import {lrp} from 'lrplab'; lrp\`all use gamma(\${0.25})\``), [
    'text/html',
    'text/plain',
  ]);
  const digit = `model "lrplab:models/digits.onnx"\nimage "lrplab:digits/3-a.png" as three`;
  const explain = `const done = await lrp\`${digit}\nexplain three with DeepTaylor\``;
  t.deepEqual(await mimes(`${explain};\ndone`), picture);
  t.deepEqual(await mimes('const shown = await lrp`show heatmap`;'), picture);
});
