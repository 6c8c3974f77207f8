import test from 'ava';
import fc from 'fast-check';
import {LrpError} from '../../../src/errors/lrp-error.js';
import {parseAnnotation} from '../../../src/data/voc/parse-annotation.js';
import {annotationXml} from '../../helpers/voc-devkit.js';

const parse = (text: string) => parseAnnotation(text, 'a.xml');
const object = (inside: string): string => `<annotation><object>${inside}</object></annotation>`;
const box = (xmin: string, ymin: string, xmax: string, ymax: string): string =>
  `<bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox>`;
const horse = '<name>horse</name>';

test('an annotation of 2012: size, objects, flags; corners count from 0, right and bottom outside', t => {
  const {filename, size, objects} = parse(
    annotationXml({
      id: '2008_000008',
      width: 500,
      height: 442,
      objects: [
        {name: 'horse', box: [53, 87, 471, 420]},
        {name: 'person', box: [158, 44, 289, 167], truncated: true, difficult: true},
      ],
    }),
  );
  t.is(filename, '2008_000008.jpg');
  t.deepEqual(size, {width: 500, height: 442});
  t.deepEqual(objects, [
    {
      className: 'horse',
      box: {left: 52, top: 86, right: 471, bottom: 420},
      difficult: false,
      truncated: false,
    },
    {
      className: 'person',
      box: {left: 157, top: 43, right: 289, bottom: 167},
      difficult: true,
      truncated: true,
    },
  ]);
});

test('an annotation of 2007: flags may be missing, the order of the elements is free', t => {
  const [only] = parse(
    `<?xml version="1.0"?>\n<annotation><object>${box('1', '2', '3', '4')}${horse}</object></annotation>`,
  ).objects;
  t.deepEqual(only, {
    className: 'horse',
    box: {left: 0, top: 1, right: 3, bottom: 4},
    difficult: false,
    truncated: false,
  });
});

test('fractions of pixels stay fractions', t => {
  const [only] = parse(object(`${horse}${box('45.70000076', '2.5', '60', '9.25')}`)).objects;
  t.deepEqual(only!.box, {left: 45.70000076 - 1, top: 1.5, right: 60, bottom: 9.25});
});

test('parts and actions leave no trace: neither their names nor their boxes', t => {
  const part = `<part><name>head</name>${box('1', '1', '2', '2')}</part>`;
  const {objects} = parse(
    object(
      `<name>person</name><actions><ridinghorse>1</ridinghorse></actions>${box('5', '6', '7', '8')}${part}${part}`,
    ),
  );
  t.deepEqual(
    objects.map(({className, box: {left, bottom}}) => [className, left, bottom]),
    [['person', 4, 8]],
  );
});

test('a picture without objects is none the worse', t => {
  for (const empty of [
    '<annotation/>',
    '<annotation></annotation>',
    '<annotation> </annotation>',
  ]) {
    t.deepEqual(parse(empty), {filename: null, size: null, objects: []});
  }
  t.deepEqual(parse('<annotation><filename>a.jpg</filename></annotation>'), {
    filename: 'a.jpg',
    size: null,
    objects: [],
  });
});

const refused: readonly (readonly [string, string, RegExp])[] = [
  ['<annotation><object></annotation>', 'voc/bad-xml', /line 1: .*object/],
  ['<annotation>', 'voc/bad-xml', /not well-formed/],
  ['horse', 'voc/bad-xml', /not well-formed/],
  ['<annotations/>', 'voc/no-annotation', /without an <annotation>/],
  [
    '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><annotation>&e;</annotation>',
    'voc/doctype',
    /none is read/,
  ],
  ['<!doctype annotation SYSTEM "http://127.0.0.1/x.dtd"><annotation/>', 'voc/doctype', /remove/],
  ['<annotation><filename>../a.jpg</filename></annotation>', 'voc/path-escape', /"\.\.\/a\.jpg"/],
  ['<annotation><filename>C:\\a.jpg</filename></annotation>', 'voc/path-escape', /plain name/],
  [
    '<annotation><filename>/etc/passwd</filename></annotation>',
    'voc/path-escape',
    /nothing was opened/,
  ],
  [object(box('1', '1', '2', '2')), 'voc/bad-object', /object 1 has no <name>/],
  [
    object(`<name>hores</name>${box('1', '1', '2', '2')}`),
    'voc/unknown-class',
    /did you mean "horse"/,
  ],
  [object(`<name>&lt;</name>${box('1', '1', '2', '2')}`), 'voc/unknown-class', /twenty/],
  [object(horse), 'voc/no-box', /object 1 \("horse"\) has no <bndbox>/],
  [object(`${horse}${box('1', '1', '2', '2')}${box('1', '1', '2', '2')}`), 'voc/no-box', /horse/],
  [object(`${horse}${box('1', '1', 'many', '2')}`), 'voc/bad-box', /xmax is "many", not a number/],
  [object(`${horse}${box('1', '1', 'Infinity', '2')}`), 'voc/bad-box', /xmax/],
  [object(`${horse}${box('1', '1', '1e9', '2')}`), 'voc/bad-box', /xmax/],
  [object(`${horse}<bndbox><xmin>1</xmin></bndbox>`), 'voc/bad-box', /ymin is missing/],
  [object(`${horse}${box('5', '1', '4', '2')}`), 'voc/bad-box', /xmin…xmax is 5…4/],
  ['<annotation><__proto__><x>1</x></__proto__></annotation>', 'voc/bad-xml', /reserved/],
  ['<a>'.repeat(5000) + '</a>'.repeat(5000), 'voc/bad-xml', /well-formed/],
];

for (const [text, code, told] of refused) {
  test(`refused with ${code}: ${text.slice(0, 90)}`, t => {
    const error = t.throws(() => parse(text), {code, message: told});
    t.regex(error!.message, /^"a\.xml": /);
    t.true(error!.message.length < 400);
  });
}

test('whatever text comes, it is read or refused by name', t => {
  const piece = fc.constantFrom(
    ...[
      '<annotation>',
      '</annotation>',
      '<object>',
      '</object>',
      horse,
      '<name>',
      '</name>',
      '<bndbox>',
    ],
    ...[
      '</bndbox>',
      box('1', '1', '2', '2'),
      '&amp;',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?x',
      '?>',
      '\0',
    ],
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), {maxLength: 12}), pieces => {
      try {
        parse(pieces.join(''));
      } catch (error) {
        t.true(error instanceof LrpError, String(error));
      }
    }),
    {seed: 7, numRuns: 300},
  );
  t.pass();
});
