import {emptyContext, type LanguageContext} from '../../../dsl/language-context.js';
import {ruleSpecs} from '../../../src/rules/catalogue.js';

const files: Readonly<Record<string, readonly string[]>> = {
  '': ['models/', 'digits/', '.hidden', 'a.png', 'x.npy', 'notes.lrp'],
  'models/': ['models/digits.onnx', 'models/digits.md'],
  'digits/': ['digits/3-a.png', 'digits/3-b.png', 'digits/.x.png', 'digits/more/'],
};

/** A small network: two convolutions, a pooling, a dense layer. */
export const smallContext: LanguageContext = {
  layers: [
    {index: 0, name: 'conv1', kind: 'conv', shape: [8, 24, 24], rule: 'gamma(0.25)'},
    {index: null, name: 'pool1', kind: 'maxpool', shape: [8, 12, 12], rule: 'winner'},
    {index: 1, name: 'conv2', kind: 'conv', shape: [16, 10, 10], rule: 'gamma(0.25)'},
    {index: 2, name: 'fc', kind: 'dense', shape: [10], rule: null},
  ],
  classes: ['cat', 'horse'],
  dataClasses: ['horse', 'person'],
  names: [
    {name: 'earlier', kind: 'plan', detail: 'plan of 4 lines'},
    {name: 'seven', kind: 'image', detail: 'image digits/7-a.png'},
    {name: 'slope', kind: 'let', detail: 'number 0.25'},
    {name: 'where', kind: 'let', detail: 'text digits/7-a.png'},
    {name: 'network', kind: 'model', detail: 'model of 4 layers'},
  ],
  rules: [{...ruleSpecs[2]!, aliases: [], kind: 'softgamma' as 'gamma', paper: 'ours'}],
  files: folder => files[folder] ?? [],
};

/** Names that would do harm where they are not escaped. */
export const hostileNames: readonly string[] = [
  '</script><script>alert(1)</script>',
  '`rm -rf` | <b>',
  'quo"te',
  "apo'strophe",
  'back\\slash',
  'new\nline',
  'plan',
  '',
  '[a](javascript:alert(1))',
  '\u001b[31mred',
  '🐎',
];

/** The same network with hostile names everywhere. */
export const hostileContext: LanguageContext = {
  ...emptyContext,
  layers: hostileNames.map((name, index) => ({
    ...smallContext.layers[index % 4]!,
    name,
    kind: index === 3 ? '<i>`|' : smallContext.layers[index % 4]!.kind,
    rule: index === 0 ? '<u>`|' : null,
  })),
  classes: hostileNames,
  names: hostileNames.flatMap(name =>
    (['plan', 'image', 'input', 'let', 'model'] as const).map(kind => ({
      name,
      kind,
      detail: `${kind} ${name}`,
    })),
  ),
  files: folder => hostileNames.map(name => `${folder}${name}.png`),
};
