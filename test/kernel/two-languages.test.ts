import test, {type ExecutionContext} from 'ava';
import type {Answer, JupyterClient} from '../helpers/jupyter-client.js';
import {startLrplab} from '../helpers/start-lrplab.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const digit = 'model "lrplab:models/digits.onnx" as net\nimage "lrplab:digits/3-a.png" as three';

async function ran(t: ExecutionContext, client: JupyterClient, code: string): Promise<Answer> {
  const answer = await client.execute(code);
  t.is(answer.reply.content['status'], 'ok', JSON.stringify(answer.reply.content['traceback']));
  return answer;
}

/** The text of the value a cell ends with. */
function result({outputs}: Answer): string {
  const found = outputs.find(({type}) => type === 'execute_result');
  return String(found?.content['data']['text/plain'] ?? '');
}

test('what cells of the language name, TypeScript has as typed values', async t => {
  const client = await startLrplab(t, {cwd: await temporaryFolder(t)});
  await ran(t, client, `${digit}\nlet g = 0.25\nplan p { all use gamma(g) }`);
  await ran(t, client, 'explain three for 3 with p as first');
  const check = `
const numbers: number = g + p.layers.length + net.nodes.length;
const sum: number = first.plans[0]!.relevance[0]!.reduce((a, b) => a + b, 0);
const shape: readonly number[] = three.tensor.shape;
[Number.isFinite(numbers), sum > 0, shape.join('x'), explanation.rows[0]!.target].join()`;
  t.is(result(await ran(t, client, check)), "'true,true,1x1x28x28,3'");
  const wrong = await client.execute('const no: string = first.plans;');
  t.is(wrong.reply.content['ename'], 'TypeScriptError');
});

test('what TypeScript holds, the language uses by its name', async t => {
  const client = await startLrplab(t, {cwd: await temporaryFolder(t)});
  const values = `const g = 0.5;
const drawn = {shape: [1, 28, 28], data: new Float32Array(784).map((_, i) => (i % 29 === 0 ? 1 : 0))};`;
  await ran(t, client, values);
  await ran(t, client, digit);
  await ran(t, client, 'const other = {...net, name: "other"};');
  await ran(t, client, 'model other\nplan p { all use gamma(g) }\nexplain drawn for 1 with p');
  const facts = `[explanation.graph.name, explanation.rows[0]!.sample, p.layers[0]!.line!.text].join()`;
  t.is(result(await ran(t, client, facts)), "'other,drawn,all use gamma(0.5)'");
  await ran(t, client, 'g + 1; let h = g * 4;');
  t.regex(result(await ran(t, client, 'all use gamma(h)')), /gamma\(2\)/);
});

test('the tag in TypeScript and cells of the language share one session', async t => {
  const client = await startLrplab(t, {cwd: await temporaryFolder(t)});
  await ran(t, client, digit);
  const tag = `import {lrp} from 'lrplab';
const {explanation: mine} = await lrp\`explain three for \${8} with DeepTaylor\`;
mine!.rows[0]!.target`;
  const answer = await ran(t, client, tag);
  t.is(result(answer), '8');
  const shown = await ran(t, client, 'show ledger');
  t.true(shown.outputs.some(({type}) => type === 'display_data'));
});

test('a mistake in a cell of the language is an error whose traceback is the caret frame', async t => {
  const client = await startLrplab(t);
  const {reply, outputs} = await client.execute('%%lrp\nlayers 1..6 use gama(0.25)');
  t.is(reply.content['status'], 'error');
  const error = outputs.find(({type}) => type === 'error')!;
  t.deepEqual(error.content['traceback'], reply.content['traceback']);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal
  const plain = (error.content['traceback'] as string[]).join('\n').replace(/\u001b\[[\d;]*m/g, '');
  t.is(
    plain,
    [
      'error[rule/unknown]: no rule is called "gama"',
      ' --> cell[1]:2:17',
      '  |',
      '2 | layers 1..6 use gama(0.25)',
      '  |                 ^^^^ did you mean "gamma"?',
    ].join('\n'),
  );
});

test('what is half typed is completed in the language it can become', async t => {
  const client = await startLrplab(t, {cwd: await temporaryFolder(t)});
  await ran(t, client, `${digit}\nplan soft { all use zero }`);
  const offered = async (code: string): Promise<string[]> => {
    const content = {code, cursor_pos: code.length};
    return (await client.request('complete_request', content)).reply.content['matches'];
  };
  t.true((await offered('lay')).includes('layers'));
  t.true((await offered('layers ')).some(text => text.startsWith('0..')));
  t.true((await offered('show ')).includes('heatmap'));
  t.true((await offered('compare ')).includes('soft'));
  t.deepEqual(await offered('image "lrplab:dig'), ['lrplab:digits/']);
  t.deepEqual(await offered('Math.hyp'), ['hypot']);
  const [model, ...others] = await offered('mod');
  t.is(model, 'model');
  t.false(others.includes('model'));
});

test('warnings are told on standard error, with their frame', async t => {
  const client = await startLrplab(t);
  const {outputs} = await client.execute('plan a { conv use zero   conv use zplus }');
  const stream = outputs.find(({type}) => type === 'stream')!;
  t.is(stream.content['name'], 'stderr');
  t.regex(stream.content['text'], /^warning\[plan\/shadowed\][\s\S]*cell\[1\]:1:10/);
});

test('an explanation is interrupted between two batches, by message and by signal; the kernel goes on', async t => {
  const client = await startLrplab(t);
  await ran(t, client, 'engine tfjs cpu\nmodel "lrplab:models/digits.onnx"');
  const long = [
    'input "lrplab:digits/digits.npy" as many',
    'explain many for 0, 1, 2, 3, 4, 5, 6, 7, 8, 9',
    '  with EpsilonPlus, EpsilonAlpha2Beta1, EpsilonGammaBox',
  ].join('\n');
  for (const stop of ['message', 'signal'] as const) {
    const id = client.sendCell(long);
    await client.until(
      ({type, parent}) => type === 'stream' && parent['msg_id'] === id,
      'the first words of the cell',
    );
    if (stop === 'message') await client.request('interrupt_request', {}, {channel: 'control'});
    else client.process.kill('SIGINT');
    const {reply} = await client.answerTo(id);
    t.is(reply.content['ename'], 'InterruptedError', stop);
    t.is(result(await ran(t, client, '6 * 7')), '42');
  }
});

test('plotly.js is carried by one figure of a session, and again when its cell runs again', async t => {
  const client = await startLrplab(t);
  await ran(t, client, digit);
  const sizes: number[] = [];
  for (const cell of ['a', 'b', 'a', 'b']) {
    const {outputs} = await client.execute(
      'explain three with DeepTaylor',
      {},
      {metadata: {cellId: cell}},
    );
    const html = outputs.find(({type}) => type === 'execute_result')!.content['data']['text/html'];
    sizes.push((html as string).length);
  }
  const carries = sizes.map(size => size > 600_000);
  t.deepEqual(carries, [true, false, true, false], sizes.join());
});

test('names that hold HTML are escaped in every output', async t => {
  const client = await startLrplab(t);
  const evil = '</script><img src=x onerror=alert(1)>';
  const code = `%%lrp
model "lrplab:models/digits.onnx"
image "lrplab:digits/3-a.png" as "${evil}"
classes "${evil}", "1", "2", "3", "4", "5", "6", "7", "8", "9"
plan "${evil}" { all use zplus bias drop }
explain "${evil}" for 0 with "${evil}", EpsilonPlus
check conservation within 0%
show heatmap, ledger, plan, graph
compare "${evil}", EpsilonPlus`;
  const {outputs} = await ran(t, client, code);
  const htmls = outputs.flatMap(({content}) => content['data']?.['text/html'] ?? []) as string[];
  t.true(htmls.length >= 7);
  for (const html of htmls) t.false(html.includes('<img src=x'), html.slice(0, 300));
});

test('a word alone in a cell is explained by the language, where TypeScript does not know it', async t => {
  const client = await startLrplab(t);
  const said = async (code: string): Promise<string> => {
    const {content} = (
      await client.request('inspect_request', {code, cursor_pos: 2, detail_level: 0})
    ).reply;
    return content['found'] ? content['data']['text/plain'] : '';
  };
  t.regex(await said('gamma'), /^gamma\(g = 0\.25\) rule/);
  t.regex(await said('Math'), /Math/);
  t.is(await said('nobodyKnows'), '');
});

test('name? opens the pager with what the word is, in the language or in TypeScript', async t => {
  const client = await startLrplab(t);
  await ran(t, client, `${digit}\nlet g = 0.25`);
  const asked = async (code: string): Promise<string> => {
    const {reply} = await client.execute(code);
    return String(reply.content['payload']?.[0]?.data['text/plain'] ?? reply.content['evalue']);
  };
  t.regex(await asked('zplus?'), /Montavon/);
  t.regex(await asked('?EpsilonPlus'), /preset/);
  t.regex(await asked('net?'), /model digits\.onnx/);
  t.regex(await asked('Math.hypot?'), /square root/);
  t.regex(await asked('nothingOfTheKind?'), /nothing is known of nothingOfTheKind/);
  t.regex(await asked('%%python\nprint(1)'), /%%python belongs to another kernel/);
});

test('a promise that nobody awaits shows no more than that', async t => {
  const client = await startLrplab(t);
  t.is(result(await ran(t, client, 'new Promise(() => {})')), 'Promise { <pending> }');
});

test('process.exit in a cell is refused, and the kernel lives', async t => {
  const client = await startLrplab(t);
  const {reply} = await client.execute('const kept = 1; process.exit(3)');
  t.regex(reply.content['evalue'], /process\.exit/);
  t.is(result(await ran(t, client, '40 + 2')), '42');
});

test('a text that overwhelms the compiler fails alone: later cells and completions go on', async t => {
  const client = await startLrplab(t);
  await ran(t, client, 'const own = 3;');
  const code = '('.repeat(3000);
  await client.request('complete_request', {code, cursor_pos: code.length});
  const {reply: complete} = await client.request('is_complete_request', {code});
  t.is(complete.content['status'], 'unknown');
  const {reply: deep} = await client.execute(`own${'+1'.repeat(20_000)}`);
  t.regex(deep.content['evalue'], /nests too deeply/);
  t.is(result(await ran(t, client, 'own + 1')), '4');
  const {reply} = await client.request('complete_request', {code: 'own.toF', cursor_pos: 7});
  t.deepEqual(reply.content['matches'], ['toFixed']);
});

test('of very many mistakes the first are shown, and how many more there are', async t => {
  const client = await startLrplab(t);
  const code = `%%lrp\n${Array.from({length: 60}, (_, i) => `layer ${i} use gama(1)`).join('\n')}`;
  const {reply} = await client.execute(code);
  const traceback = (reply.content['traceback'] as string[]).join('\n');
  t.is(traceback.split('error[').length - 1, 40);
  t.regex(traceback, /20 more; these come first$/);
  t.regex(reply.content['evalue'], /^cell\[1\]:2:13: rule\/unknown: .*\(and 59 more\)$/);
});
