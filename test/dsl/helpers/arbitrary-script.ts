import fc from 'fast-check';

const names = fc.constantFrom('a', 'b', 'größe', 'x-1', 'first', 'dense', '"1 a"', '"plan"');
const number = fc.oneof(
  fc.integer({min: 0, max: 20}).map(String),
  fc.constantFrom('.5', '0.25', '1E-3', '5 %', '(1+2)', '- -2', '3*.5', '1e2/4', '2 - 1'),
);
const small = fc.integer({min: 0, max: 30});
const comma = fc.constantFrom(',', ', ', ' ,', ',\n  ', ', # note\n');
const space = fc.constantFrom(' ', '  ', '\t', ' ');
const comment = fc.constantFrom('', '', '', ' # why', '   #', ' #ünï "quote');

function list(item: fc.Arbitrary<string>, minLength = 1): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(item, {minLength, maxLength: 4}), comma)
    .map(([items, separator]) => items.join(separator));
}

const kind = fc.constantFrom('conv', 'dense', 'pool', 'maxpool', 'relu', 'add', 'pad');
const part = fc.oneof(
  fc.constantFrom('all', 'input', 'output', 'layer "x"', 'layers "b[45]_*"', 'first half conv'),
  kind,
  small.map(index => `layer ${index}`),
  small.map(from => `layers ${from} .. ${from + 2}`),
  fc.tuple(small, kind).map(([count, of]) => `last ${count + 1} ${of}`),
  small.map(count => `first ${count + 1} layer`),
);
const joined = fc
  .tuple(part, fc.constantFrom('and', 'except'), part)
  .map(([left, word, right]) => `${left} ${word} ${right}`);
const selector = fc.oneof(
  part,
  joined,
  fc
    .tuple(joined, fc.constantFrom('and', 'except'), joined)
    .map(([a, word, b]) => `(${a}) ${word} (${b})`),
);

const stabiliser = fc.constantFrom(
  '',
  ' stabiliser 1e-9',
  ' stabilizer .5e-3',
  '\n  stabiliser (1e-3)',
);
const bias = fc.constantFrom('', ' bias include', ' bias drop', '  bias spread');
const rule = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'zero',
        'lrp0',
        'zplus',
        'z+',
        'z⁺',
        'w²',
        'wsquare',
        'γ',
        'gamma (g = .5)',
        'gamma(γ=1)',
        'αβ(2,1)',
        'alphabeta(b=0,a=1)',
      ),
      bias,
      stabiliser,
      fc.boolean(),
    )
    .map(([name, first, second, swap]) =>
      swap ? `${name}${second}${first}` : `${name}${first}${second}`,
    ),
  fc
    .tuple(fc.constantFrom('ε', 'epsilon', 'epsilon(.1)', 'epsilon( 0.25  rms )'), bias)
    .map(pair => pair.join('')),
  fc
    .tuple(
      fc.constantFrom(
        'flat',
        'zB',
        'zᴮ(-1,2)',
        'zB([-1,-2],[1,2 ])',
        'zB(h=2, l = -1)',
        'zB(\n -1, # low\n 1)',
        'average',
      ),
      stabiliser,
    )
    .map(pair => pair.join('')),
  fc.constantFrom('pass', 'gradient', 'winner', 'split'),
);

/** One line of a plan, in careless spelling. */
export const assignment: fc.Arbitrary<string> = fc
  .tuple(selector, space, space, rule)
  .map(([layers, before, behind, call]) => `${layers}${before}use${behind}${call}`);

const lines = fc
  .array(fc.tuple(assignment, fc.constantFrom('\n', '\n\n\n', ' # c\n', '\n  # own\n', '  ')), {
    minLength: 1,
    maxLength: 5,
  })
  .map(items => items.flat().join(''));

const reference = fc.constantFrom(
  'EpsilonPlus',
  'deeptaylor',
  'EpsilonGammaBox(-1,1)',
  'TalkComposite(l=0, h = 1)',
);
const longText = fc.stringMatching(/^[a-zé漢 ]{1,30}$/).map(text => JSON.stringify(text));

const statement = fc.oneof(
  assignment,
  list(longText).map(texts => `classes ${texts}`),
  fc.tuple(small, number).map(([index, value]) => `let k${index} = ${value}`),
  fc.tuple(small, lines).map(([index, body]) => `plan p${index}{${body}}`),
  fc
    .tuple(small, reference, lines)
    .map(([index, parent, body]) => `plan q${index}\n  extends ${parent} {\n${body}\n}`),
  fc.tuple(small, names).map(([index, name]) => `image "${index}.png" as ${name}`),
  fc
    .tuple(
      list(names),
      list(fc.oneof(number, fc.constantFrom('top', '"horse"', 'horse'))),
      list(reference),
    )
    .map(([inputs, targets, plans]) => `explain ${inputs} for ${targets}\n  with ${plans}`),
  number.map(within => `check conservation within ${within}`),
  // `plan` at the start of a line of text begins a plan.
  list(fc.constantFrom('heatmap', 'ledger', 'graph')).map(what => `show plan, ${what}`),
  list(reference, 2).map(plans => `compare ${plans}`),
  fc.constantFrom(
    'save "a.npy"',
    'export  onnx "e.onnx"',
    'engine tfjs device wasm',
    'model "net.onnx"',
    'model "net.onnx"  as net\n batchnorm keep',
    'model "net.h5" shape 224×224x3\n  as net preprocess  RGB( scale = 1/255 ,mean=[.5,-.5,0] )',
    'model net  preprocess caffe\n shape [3, 2*k0,8] batchnorm fold preprocess L',
    'dataset "VOC2012" as voc',
    'image  from voc "test" with horse,"dog"\n  without person number 1+1 as rider',
    'image from voc as number',
    'evaluate localisation on voc\n for "horse" with EpsilonPlus limit 2*3',
    'evaluate perturbation ( fill = blur,region=8 ) ,complexity on voc "val" with Random,\n SmoothGrad( samples= 3)\n seed -1 as x',
    'evaluate all on voc seed 1+1',
    'sweep γ in 0,.1..1 with EpsilonGammaBox as gammas',
    'sweep epsilon\n in -1, .5 .. -k0*2 as "a b" with main',
    'diff EpsilonPlus ,DeepTaylor',
  ),
);

/**
 * Scripts without mistakes of grammar, in careless spelling. What they mean can be wrong (names twice,
 * unknown names): formatting must not mind.
 */
export const script: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(statement, comment, fc.constantFrom('\n', '\n', '\r\n', '\n\n\n', '\n# own line\n')),
    {maxLength: 8},
  )
  .map(items => items.flat().join(''));
