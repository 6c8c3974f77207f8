import {readFileSync} from 'node:fs';
import test from 'ava';
import {codes} from '../../dsl/codes.js';
import {compile} from '../../dsl/compile.js';
import {baselines} from '../../src/measures/baselines.js';
import {describeAllowed} from '../../src/measures/check-arguments.js';
import {families} from '../../src/measures/families.js';
import {ruleSpecs} from '../../src/rules/catalogue.js';

const page = readFileSync('docs/language.md', 'utf8');

interface Example {
  readonly marks: readonly string[];
  readonly text: string;
  readonly line: number;
}

const examples: readonly Example[] = [...page.matchAll(/^```lrp(.*)\n([\s\S]*?)^```$/gm)].map(
  ([, marks = '', text = ''], index, all) => ({
    marks: marks.trim().split(' ').filter(Boolean),
    text,
    line: page.slice(0, all[index]!.index).split('\n').length,
  }),
);

function readInclude(path: string): string | null {
  if (path === 'parts/constants.lrp') return 'let shared = 0.25\n';
  if (path === 'locked.lrp') throw new Error('permission denied');
  return null;
}

for (const {marks, text, line} of examples) {
  const [mark, code] = marks;
  if (mark === undefined) {
    test(`the example of docs/language.md at line ${line} compiles`, t => {
      const result = compile(text, {file: 'example.lrp', readInclude});
      t.deepEqual(result.ok ? [] : result.diagnostics, []);
    });
  } else {
    test(`the example of ${code} in docs/language.md ${mark} of exactly that`, t => {
      const result = compile(text, {file: 'example.lrp', readInclude});
      t.is(result.ok, mark === 'warns');
      const found = result.ok ? result.warnings : result.diagnostics;
      t.deepEqual(
        found.map(diagnostic => diagnostic.code),
        [code],
      );
    });
  }
}

test('docs/language.md lists every code and gives an example wherever a script can show it', t => {
  const withoutExample = [
    'limit/size',
    'limit/depth',
    'limit/errors',
    'include/none',
    'include/limit',
    'rule/shares',
  ];
  const shown = examples.map(({marks}) => marks[1]);
  for (const [code, meaning] of Object.entries(codes)) {
    t.true(page.includes(`| \`${code}\` | ${meaning} |`), code);
    t.is(shown.includes(code), !withoutExample.includes(code), code);
  }
});

test('the tables of families and baselines in docs/language.md say what the data say', t => {
  for (const {name, meaning, parameters} of [...families, ...baselines]) {
    const given = parameters.map(
      own => `\`${own.name}\` ${describeAllowed(own)}, default ${own.default}`,
    );
    const cells = [`\`${name}\``, meaning, given.join('; ') || 'none'];
    t.true(page.includes(`| ${cells.join(' | ')} |`), cells.join(' | '));
  }
});

test('the table of rules in docs/language.md says what the catalogue says', t => {
  for (const {kind, aliases, parameters, bias, stabiliser, allowed} of ruleSpecs) {
    const names = aliases.map(alias => `\`${alias}\``).join(' ') || 'none';
    const given = parameters.map(({name, min, exclusiveMin, default: preset}) => {
      const range = min === undefined ? '' : ` ${exclusiveMin ? '>' : '≥'} ${min}`;
      return `\`${name}\`${range}${preset === undefined ? '' : `, default ${preset}`}`;
    });
    const cells = [
      `\`${kind}\``,
      names,
      given.join('; ') || 'none',
      bias ? 'yes' : 'no',
      String(stabiliser ?? 'none'),
      allowed.join(', '),
    ];
    t.true(page.includes(`| ${cells.join(' | ')} |`), cells.join(' | '));
  }
});
