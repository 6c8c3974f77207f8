import type {LanguageSamples} from './language-samples.js';

const digit = 'model "lrplab:models/digits.onnx"\nimage "lrplab:digits/3-a.png" as three';
const picture = ['application/vnd.plotly.v1+json', 'text/html', 'image/png', 'text/plain'];

/** Cells of the language. */
export const scriptSamples: LanguageSamples = {
  stdout: {
    code: `${digit}\nexplain three with DeepTaylorBounded\ncheck consistency within 1%`,
    text: 'digits.onnx (onnx): [1×28×28] → 10 scores\nthree: 28×28, as it is\n',
  },
  // A warning's frame names the cell's number, so a test of its own looks at it.
  stderr: null,
  nothing: '%%lrp\nlet quiet = 1',
  error: {
    code: 'all use gama(0.25)',
    name: /^DiagnosticsError$/,
    message: /rule\/unknown: no rule is called "gama"/,
  },
  result: {code: 'all use wsquare', text: /wsquare/},
  richResult: {code: `${digit}\nexplain three with EpsilonPlus`, mimes: picture},
  display: {code: `${digit}\nexplain three with EpsilonPlus\nshow heatmap`, mimes: picture},
  update: null,
  completion: {code: '# 😀\nall use gam', match: 'gamma'},
  inspection: {code: 'all use zplus', cursor: 9, text: /Montavon/},
  complete: [
    ...['all use zplus', 'plan a {\n  all use zplus\n}'],
    'model "a.h5" preprocess RGB(scale=1/255) shape 8x8x3',
  ],
  incomplete: [
    ...['plan a {\n  all use zplus', 'all use', 'explain a,'],
    'model "a.h5" preprocess RGB(scale=1/255,',
  ],
  invalid: ['all use use zplus\nall use zero'],
  input: null,
  endless: `engine tfjs cpu
model "lrplab:models/digits.onnx"
input "lrplab:digits/digits.npy" as many
explain many for 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
  with EpsilonPlus, EpsilonPlusFlat, EpsilonAlpha2Beta1, EpsilonGammaBox, DeepTaylorBounded`,
};

/** Cells of TypeScript. */
export const typescriptSamples: LanguageSamples = {
  stdout: {code: 'console.log("hello, world")', text: 'hello, world\n'},
  stderr: {code: 'console.error("look out")', text: 'look out\n'},
  nothing: 'const quiet: number = 1;',
  error: {code: 'throw new RangeError("too much")', name: /^RangeError$/, message: /^too much$/},
  result: {code: 'const twice = (x: number): number => 2 * x;\ntwice(21)', text: /^42$/},
  richResult: {
    code: `({[Symbol.for('Jupyter.display')]: () => ({'text/plain': 'x', 'text/html': '<b>x</b>'})})`,
    mimes: ['text/plain', 'text/html'],
  },
  display: {
    code: `import * as tslab from 'tslab'; tslab.display.html('<b>x</b>');`,
    mimes: ['text/html'],
  },
  update: `import * as tslab from 'tslab';
const place = tslab.newDisplay();
place.html('<b>half</b>');
place.html('<b>full</b>');`,
  completion: {code: '/* 😀 */ Math.hyp', match: 'hypot'},
  inspection: {code: 'Math.hypot(3, 4)', cursor: 6, text: /hypot\(.*number/},
  complete: ['const a = 1;', '1 + 1'],
  incomplete: ['function f() {', 'const a = [1,'],
  invalid: ['const = 1;', 'a b c ]'],
  input: {
    code: `console.log('you said ' + await input('name? '))`,
    prompt: 'name? ',
    answer: 'Ada',
    text: 'you said Ada\n',
  },
  endless: 'console.log("begun"); await new Promise(() => {})',
};
