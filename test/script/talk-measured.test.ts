import {readFile, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {runCli} from '../helpers/run-cli.js';
import {hasShared, sharedFolder} from '../helpers/shared.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

/** Text with one part of it replaced. @throws where it has no such part. */
function replaced(text: string, part: string | RegExp, by: string): string {
  const changed = text.replace(part, () => by);
  if (changed === text) throw new Error(`notebooks/talk.lrp has no ${part}`);
  return changed;
}

/**
 * `notebooks/talk.lrp` with its own network, on the first pictures of the split, without what it draws. The picture that
 * `docs/talk.md` names beside its own, the first with both, has its batch norms passed, too.
 */
async function shortened(): Promise<string> {
  let text = await readFile('notebooks/talk.lrp', 'utf8');
  text = replaced(text, '"models/talk"', JSON.stringify(resolve('notebooks/models/talk')));
  const data = join(sharedFolder, 'voc-mini/VOCdevkit/VOC2012');
  text = replaced(text, '"../../shared/voc-mini/VOCdevkit/VOC2012"', JSON.stringify(data));
  text = replaced(text, /^explain .*\n(?: .*\n)*show (?:.|\n)*(?=^# How much)/m, '');
  text = replaced(text, /(?<=^evaluate .*\n {2}composite)$/m, ' limit 16');
  const first =
    'image from voc with "horse", "person" as first\nexplain first for "horse", "person"';
  text = replaced(text, /^(?=model network as unfolded)/m, `${first} with composite as before\n`);
  return `${text}explain first for "horse", "person" with composite-passed as behind\ncompare before, behind\n`;
}

/** Standard output, line by line as cells; null where the data are not here. */
async function runShortened(t: ExecutionContext): Promise<readonly (readonly string[])[] | null> {
  if (!hasShared('voc-mini')) {
    t.log('skipped: the scenes that the network learnt from are not here (../shared/voc-mini)');
    t.pass();
    return null;
  }
  const cwd = await temporaryFolder(t);
  await writeFile(join(cwd, 'talk.lrp'), await shortened());
  const {code, stdout, stderr} = await runCli(['run', 'talk.lrp'], {cwd});
  t.is(code, 0, stderr);
  return stdout.split('\n').map(line => line.trim().split(/\s{2,}/));
}

// Measured once, on the first 16 pictures with one of the classes: mean share inside, uniform share, pictures.
const measured: Readonly<Record<string, readonly [number, number, number]>> = {
  'horse lrp-0': [0.538, 0.257, 8],
  'horse lrp-epsilon': [0.729, 0.257, 8],
  'horse lrp-gamma': [0.706, 0.257, 8],
  'horse taylor': [0.55, 0.257, 8],
  'horse composite': [0.841, 0.257, 8],
  'person lrp-0': [0.572, 0.256, 11],
  'person lrp-epsilon': [0.68, 0.256, 11],
  'person lrp-gamma': [0.566, 0.256, 11],
  'person taylor': [0.609, 0.289, 7],
  'person composite': [0.816, 0.256, 11],
};

test("the talk's network on its scenes: localisation and batch norms are as measured and as docs/talk.md says", async t => {
  const lines = await runShortened(t);
  if (lines === null) return;
  const text = lines.map(cells => cells.join(' '));
  t.true(text.some(line => line.startsWith('both: 2012_000169 of split test')));
  t.true(text.some(line => line.startsWith('first: 2012_000146 of split test')));

  const rows = lines.filter(([className, plan]) => `${className} ${plan}` in measured);
  t.is(rows.length, 10);
  for (const [className, plan, inside, , uniform, pictures] of rows) {
    const [mean, baseline, count] = measured[`${className} ${plan}`]!;
    t.true(Math.abs(Number(inside) - mean) <= 0.003, `${className} ${plan} ${inside}`);
    t.true(Math.abs(Number(uniform) - baseline) <= 0.001, `${className} ${plan} ${uniform}`);
    t.is(Number(pictures), count);
  }

  /** Cosines [horse, person] below the heading of a comparison. */
  const cosines = (heading: string): readonly number[] => {
    const at = text.indexOf(heading);
    t.true(at > 0, heading);
    return [2, 3].map(line => Number(lines[at + line]![1]));
  };
  const near = (found: readonly number[], said: readonly number[]): void =>
    found.forEach((cosine, k) => {
      t.true(Math.abs(cosine - said[k]!) <= 0.01, `${cosine} instead of ${said[k]}`);
    });
  const docs = await readFile('docs/talk.md', 'utf8');
  const [, horse, person, firstHorse, firstPerson] =
    /cosine (\S+) \(horse\) and (\S+) \(person\)[^,]*, (\S+) and (\S+) on the first/.exec(docs)!;
  const [, least] = /z⁺ hardly minds \((\S+) and more\)/.exec(docs)!;
  const number = (word: string): number => Number(word.replace('−', '-'));
  near(cosines('folded: composite against kept: composite'), [1, 1]);
  near(
    cosines('folded: composite against passed: composite-passed'),
    [horse!, person!].map(number),
  );
  near(
    cosines('before: composite against behind: composite-passed'),
    [firstHorse!, firstPerson!].map(number),
  );
  for (const pair of ['kept: taylor', 'passed: taylor-passed'])
    for (const cosine of cosines(`folded: taylor against ${pair}`))
      t.true(cosine >= Number(least) - 5e-4, `${pair} ${cosine}`);
});

test('docs/talk.md says what the table of docs/localisation.md says, in two decimals', async t => {
  const table = await readFile('docs/localisation.md', 'utf8');
  const sharesOf = (plan: string): readonly number[] => {
    const row = new RegExp(`^\\| \`${plan}\`[^|]*\\|(.*0\\.\\d+ )\\|$`, 'm').exec(table)![1]!;
    const [horse, , uniformHorse, person, , uniformPerson] = row.split('|').map(Number);
    return [horse!, person!, uniformHorse!, uniformPerson!];
  };
  const talk = (await readFile('docs/talk.md', 'utf8')).replace(/\s+/g, ' ');
  const said = (sentence: RegExp): readonly number[] => sentence.exec(talk)!.slice(1).map(Number);
  const near = (found: readonly number[], expected: readonly number[]): void =>
    found.forEach((share, k) => {
      t.true(Math.abs(share - expected[k]!) <= 0.0051, `${share} for ${expected[k]}`);
    });
  near(said(/composite puts (\S+) \(horse\) and (\S+) \(person\)/), sharesOf('composite'));
  near(said(/LRP-ε (\S+) and (0\.\d+)/), sharesOf('lrp-epsilon'));
  near(said(/LRP-γ (\S+) and (0\.\d+)/), sharesOf('lrp-gamma'));
  near(said(/z⁺ (\S+) and (0\.\d+)/), sharesOf('taylor'));
  near(said(/LRP-0 (\S+) and (0\.\d+)/), sharesOf('lrp-0'));
  const [evenly, ofPositive] = said(/evenly it would be (0\.\d+), for z⁺,.*?, (0\.\d+) \(/);
  near([evenly!, evenly!], sharesOf('composite').slice(2));
  near([ofPositive!, ofPositive!], sharesOf('taylor').slice(2));
});
