import test from 'ava';
import {blobDevkit} from '../helpers/blob-devkit.js';
import {startLrplab} from '../helpers/start-lrplab.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

test('a cell that trains draws its curves in one place, and an interrupt ends it for another', async t => {
  const cwd = await temporaryFolder(t);
  await blobDevkit(cwd);
  const client = await startLrplab(t, {cwd});
  const cell = (again: boolean): string => `import {train} from 'lrplab';
const {record} = await train({
  folder: 'run',
  data: {folder: '.', classes: ['person', 'horse']},
  start: {kind: 'architecture', depth: 11, width: 1 / 16, inputSize: [32, 32]},
  head: {hidden: [16]},
  epochs: ${again ? 3 : 1000},
  batchSize: 8,
  device: 'wasm',
  overwrite: ${again},
});
record.curves.length`;
  const id = client.sendCell(cell(false));
  const isCurve = ({type, content}: (typeof client.heard)[number]): boolean =>
    type.endsWith('display_data') && 'image/png' in (content['data'] ?? {});
  await client.until(isCurve, 'the first curves');
  await client.request('interrupt_request', {}, {channel: 'control'});
  const stopped = await client.answerTo(id);
  t.is(stopped.reply.content['status'], 'error');
  const places = new Set(
    client.heard.filter(isCurve).map(({content}) => content['transient']?.['display_id']),
  );
  t.is(places.size, 1);
  const again = await client.execute(cell(true));
  t.is(again.reply.content['status'], 'ok', JSON.stringify(again.reply.content['traceback']));
  const curves = again.outputs.filter(isCurve);
  t.deepEqual(
    curves.map(({type}) => type),
    ['display_data', ...Array.from({length: 3}, () => 'update_display_data')],
  );
  t.true('application/vnd.plotly.v1+json' in curves.at(-1)!.content['data']);
});
