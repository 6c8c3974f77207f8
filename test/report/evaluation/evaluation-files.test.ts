import test from 'ava';
import fc from 'fast-check';
import {summarise} from '../../../src/evaluate/comparison/summarise.js';
import type {Evaluation} from '../../../src/measures/evaluation.js';
import type {EvaluationSummary} from '../../../src/measures/summary.js';
import {csvCell, scoresCsv, summaryCsv} from '../../../src/report/evaluation/evaluation-csv.js';
import {evaluationJson} from '../../../src/report/evaluation/evaluation-json.js';
import {evaluationLatex, latexText} from '../../../src/report/evaluation/evaluation-latex.js';
import {
  differenceTable,
  methodsTable,
  overviewTable,
  scoreTables,
} from '../../../src/report/evaluation/score-tables.js';
import {columnFormat} from '../../../src/report/evaluation/scores-of.js';
import {sampleEvaluation, sampleMethod} from '../../helpers/sample-evaluation.js';

function summarised(evaluation: Evaluation) {
  return {evaluation, summary: summarise(evaluation, {resamples: 100})};
}

const sample = summarised(sampleEvaluation());

/** Reads what RFC 4180 describes, letter by letter. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  let [cell, quoted] = ['', false];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at]!;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === ',' || letter === '\n') {
      lines.at(-1)!.push(cell);
      cell = '';
      if (letter === '\n') lines.push([]);
    } else if (letter !== '\r') cell += letter;
  }
  lines.pop();
  return lines;
}

test('a table a family: means with intervals, the best marked, arrows for what is better', t => {
  const tables = scoreTables(sample);
  t.deepEqual(
    tables.map(({caption}) => caption),
    ['perturbation', 'localisation', 'randomisation', 'robustness', 'complexity', 'consistency'],
  );
  const {headers, rows} = tables[4]!.table;
  t.deepEqual(headers, ['method', 'gini ↑', 'entropy ↓']);
  t.deepEqual(
    rows.map(([name]) => name),
    ['talk', 'DeepTaylor', 'Random'],
  );
  for (const [, gini, entropy] of rows) {
    t.regex(gini!, /^\d\.\d\d\d? \(\d\.\d\d\d?…\d\.\d\d\d?\)( \*| ≈| {2})$/);
    t.is(entropy!.length, rows[0]![2]!.length);
  }
  // Higher is better for the first, whose numbers fall from method to method; lower for the second.
  t.regex(rows[0]![1]!, /\*$/);
  t.regex(rows[2]![2]!, /\*$/);
  t.is(scoreTables(sample, 'horse')[4]!.caption, 'complexity, horse');
});

test('numbers of a column are written alike', t => {
  t.deepEqual([0.6131, 0.05, -0.2].map(columnFormat([0.6131, 0.05])), ['0.613', '0.050', '-0.200']);
  t.deepEqual([12.345, 3].map(columnFormat([12.345, 3])), ['12.3', '3.0']);
  // One far above the others leaves them their digits.
  t.deepEqual([0.02, 0.613, 2823.4].map(columnFormat([0.02, 0.613, 2823.4])), [
    '0.020',
    '0.613',
    '2823',
  ]);
  t.deepEqual([123456].map(columnFormat([123456])), ['123456']);
  t.deepEqual([3e-9].map(columnFormat([3e-9, null])), ['3e-9']);
  t.deepEqual([-1e-9, 0.5].map(columnFormat([0.5])), ['0.000', '0.500']);
  t.deepEqual([0].map(columnFormat([0, null])), ['0']);
});

test('the other tables have a line a method or pair', t => {
  const overview = overviewTable(sample);
  t.is(overview.headers.length, sample.evaluation.measures.length + 2);
  t.is(overview.align.length, overview.headers.length);
  t.true(overview.rows.every(row => row.length === overview.headers.length));
  t.deepEqual(methodsTable(sample).rows[2]!.slice(3), ['–   ', '12.5']);
  const measure = sample.evaluation.measures.find(({name}) => name === 'entropy')!;
  const {headers, rows} = differenceTable(sample, measure);
  t.is(headers[0], 'A − B in entropy ↓');
  t.deepEqual(
    rows.map(([pair]) => pair),
    ['talk − DeepTaylor', 'talk − Random', 'DeepTaylor − Random'],
  );
  // Entropy of Random is a third of talk's, and lower is better.
  t.is(rows[1]!.at(-1), 'Random');
});

test('a CSV of every score can be read back', t => {
  const [head, ...lines] = parseCsv(scoresCsv(sample));
  const {measures, methods, rows, scores} = sample.evaluation;
  t.is(lines.length, measures.length * methods.length * rows.length);
  const column = (name: string) => head!.indexOf(name);
  lines.forEach((line, number) => {
    const row = number % rows.length;
    const method = Math.floor(number / rows.length) % methods.length;
    const measure = Math.floor(number / rows.length / methods.length);
    const score = scores[measure]![method]![row]!;
    if (
      line[column('score')] !== (score === null ? '' : String(score)) ||
      line[column('method')] !== methods[method]!.name ||
      line[column('picture')] !== rows[row]!.id
    )
      t.fail(line.join(' | '));
  });
  const summary = parseCsv(summaryCsv(sample));
  t.true(summary.every(line => line.length === summary[0]!.length));
  t.is(summary.length, 1 + sample.summary.scores.length + sample.summary.differences.length);
});

test('cells hold anything, and nothing that a spreadsheet would compute', t => {
  t.is(csvCell('a,b'), '"a,b"');
  t.is(csvCell('say "x"'), '"say ""x"""');
  t.is(csvCell('=HYPERLINK("http://x")'), `"'=HYPERLINK(""http://x"")"`);
  for (const text of ['+1', '-1', '@SUM', '\t=1']) t.true(csvCell(text).startsWith("'"), text);
  t.is(csvCell('\r=1'), `"'\r=1"`);
  t.is(csvCell(-0.5), '-0.5');
  t.is(csvCell(null), '');
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const plain = [a, b].map(text => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text));
      const read = parseCsv(`${csvCell(a)},${csvCell(b)}\r\n`);
      return read.length === 1 && read[0]!.every((cell, index) => cell === plain[index]);
    }),
  );
});

test('LaTeX: a table a family, best bold, names safe', t => {
  const text = evaluationLatex(
    summarised(
      sampleEvaluation({
        methods: [sampleMethod('my_plan & γ=0.5%'), sampleMethod('B'), sampleMethod('C')],
        families: ['complexity', 'consistency'],
      }),
    ),
  );
  t.is(text.match(/\\begin\{tabular\}/g)?.length, 2);
  t.regex(
    text,
    /\\begin\{tabular\}\{lrr\}\n\\toprule\nmethod & gini \$\\uparrow\$ & entropy \$\\downarrow\$ \\\\/,
  );
  t.regex(text, /my\\_plan \\& \$\\gamma\$=0\.5\\% & \\textbf\{/);
  t.regex(text, /seed 1; lrplab 0\.1\.0/);
  t.regex(text, /SHA-256 b2b2b2b2b2b2/);
  const lines = text.split('\n').filter(line => line.includes(' & ') && !line.includes('caption'));
  for (const line of lines) t.regex(line, /\\\\$/);
});

test('text in LaTeX keeps braces in pairs and has no bare command', t => {
  fc.assert(
    fc.property(fc.string({unit: 'grapheme'}), name => {
      const text = latexText(name);
      const bare = text
        .replaceAll(/\\[{}$&#%_]/g, '')
        .replaceAll(/\\text[a-z]+\{\}|\\ldots\{\}/g, '')
        .replaceAll(/\$\\[a-zA-Z]+\$/g, '');
      return !/[\\{}$&#%_^~\n]/.test(bare);
    }),
  );
  t.is(latexText('a\nb\\c'), 'a b\\textbackslash{}c');
});

test('JSON holds the evaluation and its summary', t => {
  const {summary, ...evaluation} = JSON.parse(evaluationJson(sample)) as Evaluation & {
    readonly summary: EvaluationSummary;
  };
  t.deepEqual(evaluation, sample.evaluation);
  t.deepEqual(summary, sample.summary);
});
