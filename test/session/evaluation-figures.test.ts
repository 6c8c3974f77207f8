import {join} from 'node:path';
import test from 'ava';
import type {Evaluation} from '../../src/measures/evaluation.js';
import {Session} from '../../src/session/session.js';
import {writeHalves} from '../helpers/halves.js';
import {type RecordingSink, recordingSink} from '../helpers/recording-sink.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const plotly = 'application/vnd.plotly.v1+json';

/** The titles of the figures that a cell shows, each beside a picture. */
function figures({bundles}: RecordingSink): readonly string[] {
  return bundles.flatMap(({data}) => {
    const figure = data[plotly];
    if (figure === undefined || !('image/png' in data)) return [];
    return [String(data['text/plain'])];
  });
}

test('a cell draws what an evaluation found, six figures at most, and two plans layer by layer', async t => {
  const folder = await temporaryFolder(t);
  await writeHalves(folder);
  const opening = `model ${JSON.stringify(join(folder, 'halves.onnx'))} as net
dataset ${JSON.stringify(join(folder, 'VOCdevkit'))} as voc
plan direct { all use gamma(0.25) }
`;
  const session = new Session();
  const few = recordingSink();
  await session.run(
    `${opening}evaluate perturbation(region=4), complexity on voc with direct, Random seed 3 as found`,
    {sink: few},
  );
  const texts = figures(few);
  t.true(texts.length >= 3 && texts.length <= 6, `${texts.length} figures`);
  t.true(texts.some(text => text.includes('abpc against cost')));
  t.true(texts.some(text => text.includes('perturbation')));
  t.notRegex(few.lines.join('\n'), /more figures/);

  const many = recordingSink();
  const {named} = await session.run(
    `sweep gamma in 0, 1 with direct as gammas
evaluate perturbation(region=4), complexity, localisation on voc with direct, gammas, Random seed 3 as swept`,
    {sink: many},
  );
  t.is(figures(many).length, 6);
  t.regex(many.lines.join('\n'), /\d more figures are on the page only; save "evaluation\.html"/);
  const swept = named.find(({name}) => name === 'swept')!.value as Evaluation;
  t.is(swept.methods.length, 4);

  const diff = recordingSink();
  await session.run('diff direct, EpsilonPlus', {sink: diff});
  t.is(figures(diff).length, 1);
  t.regex(figures(diff)[0]!, /direct/);
});
