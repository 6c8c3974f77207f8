import test from 'ava';
import type {Code} from '../../dsl/codes.js';
import {compile} from '../../dsl/compile.js';
import {readMarks} from './helpers/marked.js';

const image = 'image "a.png" as a\n';
const voc = 'dataset "VOC2012" as voc\n';
const net = `model "a.onnx"\n${voc}`;

/** What is wrong, where it is marked; and the nearest text that is right. */
const mistakes: readonly (readonly [Code, wrong: string, right: string])[] = [
  ['text/character', 'all use zero <|$$|>', 'all use zero # $$'],
  ['text/unclosed', 'model <|"net.onnx|>\nshow graph', 'model "net.onnx"'],
  ['text/quotes', "model <|'net.onnx'|>", 'model "net.onnx"'],
  ['text/quotes', 'model <|“net.onnx”|>', 'model "net “a”.onnx"'],
  ['text/escape', 'model <|"a\\d.onnx"|>', 'model "a\\\\d.onnx"'],
  ['syntax/expected', 'check conservation <|5|>%', 'check conservation within 5%'],
  ['syntax/expected', 'model "a.onnx" <|image|> "b.png"', 'model "a.onnx"\nimage "b.png"'],
  ['syntax/expected', 'all use gamma(0.25<||>', 'all use gamma(0.25)'],
  ['syntax/expected', 'show heatmap,<||>\nsave "a.npy"', 'show heatmap\nsave "a.npy"'],
  ['syntax/expected', 'all <|zplus|>', 'all use zplus'],
  ['syntax/expected', 'first <|conv|> use zero', 'first 1 conv use zero'],
  ['syntax/expected', 'include <|parts|>', 'include "parts.lrp"'],
  ['syntax/unclosed', 'plan a <|{|>\n  all use zero\nshow graph\n}', 'plan a {\n  all use zero\n}'],
  ['syntax/unclosed', 'plan a <|{|>\n  all use zero', 'plan a { all use zero }'],
  ['syntax/stray', 'all use zero\n<|}|>', 'plan a {\nall use zero\n}'],
  ['statement/unknown', '<|plam|> a { all use zero }', 'plan a { all use zero }'],
  ['statement/unknown', '<|explian|> a with EpsilonPlus', `${image}explain a with EpsilonPlus`],
  ['statement/twice', 'engine onnx\n<|engine onnx|>', 'engine onnx'],
  ['statement/twice', 'classes "a"\n<|classes "b"|>', 'classes "a", "b"'],
  ['name/reserved', 'plan <|show|> { all use zero }', 'plan "show" { all use zero }'],
  ['name/reserved', 'let <|model|> = 3', 'let modell = 3'],
  ['name/reserved', 'let <|half|> = 3', 'let halves = 3'],
  [
    'name/duplicate',
    'plan a { all use zero }\nplan <|a|> { all use zero }',
    'plan a { all use zero }',
  ],
  ['name/duplicate', 'all use zero\nplan <|main|> { all use zero }', 'plan main { all use zero }'],
  ['name/duplicate', 'image "a.png"\ninput <|"a.npy"|>', 'image "a.png"\ninput "a.npy" as b'],
  ['name/duplicate', 'let a = 1\nlet <|a|> = 2', 'let a = 1\nlet b = 2'],
  ['name/empty', 'image "a.png" as <|""|>', 'image "a.png" as " "'],
  ['name/unknown', `${image}explain <|b|> with EpsilonPlus`, `${image}explain a with EpsilonPlus`],
  [
    'name/unknown',
    'explain <|a|> with EpsilonPlus\nimage "a.png"',
    `${image}explain a with EpsilonPlus`,
  ],
  ['let/unknown', 'all use gamma(<|k|>)', 'let k = 1\nall use gamma(k)'],
  ['let/unknown', 'model <|net|>', 'let net = "a.onnx"\nmodel net'],
  ['let/order', 'let a = <|b|>\nlet b = 1', 'let b = 1\nlet a = b'],
  ['value/type', 'all use gamma(<|"1"|>)', 'all use gamma(1)'],
  ['value/type', 'let k = <|model|>', 'input use zB(model, 1)'],
  ['value/type', 'let p = 3\nsave <|p|>', 'let p = "a.npy"\nsave p'],
  ['value/not-finite', 'let k = <|1e999|>', 'let k = 1e99'],
  ['value/not-finite', 'let k = 2 * (<|1 / 0|>)', 'let k = 2 * (0 / 1)'],
  ['dataset/unknown', `${voc}image from <|vok|> as a`, `${voc}image from voc as a`],
  [
    'dataset/unknown',
    'evaluate localisation on <|x|> with EpsilonPlus',
    `${voc}image from voc as a`,
  ],
  ['sample/name', `${voc}<|image from voc with horse|>`, `${voc}image from voc with horse as a`],
  [
    'sample/number',
    `${voc}image from voc number <|1.5|> as a`,
    `${voc}image from voc number 2 as a`,
  ],
  [
    'sample/number',
    `${voc}evaluate localisation on voc with EpsilonPlus limit <|-1|>`,
    `${voc}image from voc number 2 as a`,
  ],
  [
    'sample/both',
    `${voc}image from voc with "horse", "dog" without <|"dog"|> as a`,
    `${voc}image from voc with "horse" without "dog" as a`,
  ],
  [
    'list/duplicate',
    `${voc}image from voc with a, <|"a"|> as b`,
    `${voc}image from voc with a as b`,
  ],
  [
    'clause/twice',
    `${voc}image from voc with a <|with b|> as c`,
    `${voc}image from voc with a, b as c`,
  ],
  [
    'clause/twice',
    'model "a.onnx" batchnorm fold as a <|batchnorm keep|>',
    'model "a.onnx" as a batchnorm keep',
  ],
  ['batchnorm/unknown', 'model "a.onnx" batchnorm <|kep|>', 'model "a.onnx" batchnorm keep'],
  ['syntax/expected', 'model "a.onnx" batchnorm<||>', 'model "a.onnx" batchnorm keep'],
  ['syntax/expected', 'image "a.png" <|batchnorm|> keep', 'image "a.png" as a'],
  ['clause/twice', 'model "a.onnx" as a <|as b|>', 'model "a.onnx" as b'],
  [
    'clause/twice',
    'model "a.onnx" preprocess unit shape 3x8x8 <|preprocess raw|>',
    'model "a.onnx" preprocess raw shape 3x8x8',
  ],
  [
    'clause/twice',
    'model "a.onnx" shape 3x8x8 as a <|shape [3, 8, 8]|>',
    'model "a.onnx" shape [3, 8, 8] as a',
  ],
  ['preprocess/unknown', 'model "a.onnx" preprocess <|tourch|>', 'model "a.onnx" preprocess torch'],
  ['preprocess/unknown', 'model "a.onnx" preprocess <|rgb|>', 'model "a.onnx" preprocess RGB'],
  [
    'preprocess/unknown',
    'let how = "imagenet"\nmodel "a.onnx" preprocess <|how|>',
    'let how = "torch"\nmodel "a.onnx" preprocess how',
  ],
  [
    'let/order',
    'model "a.onnx" preprocess <|how|>\nlet how = "torch"',
    'let how = "torch"\nmodel "a.onnx" preprocess how',
  ],
  [
    'value/type',
    'let how = 3\nmodel "a.onnx" preprocess <|how|>',
    'let how = "raw"\nmodel "a.onnx" preprocess how',
  ],
  ['syntax/expected', 'model "a.onnx" preprocess <|"caffe"|>', 'model "a.onnx" preprocess caffe'],
  ['syntax/expected', 'model "a.onnx" preprocess<||>', 'model "a.onnx" preprocess caffe'],
  [
    'preprocess/argument',
    'model "a.onnx" preprocess caffe(<|scale=2|>)',
    'model "a.onnx" preprocess BGR(scale=2)',
  ],
  [
    'preprocess/argument',
    'model "a.onnx" preprocess RGB(<|men|>=0.5)',
    'model "a.onnx" preprocess RGB(mean=0.5)',
  ],
  [
    'preprocess/argument',
    'model "a.onnx" preprocess RGB(1, 0, 1, <|2|>)',
    'model "a.onnx" preprocess RGB(1, 0, 1)',
  ],
  [
    'preprocess/argument',
    'model "a.onnx" preprocess RGB(scale=1 <|rms|>)',
    'model "a.onnx" preprocess RGB(scale=1)',
  ],
  [
    'preprocess/range',
    'model "a.onnx" preprocess RGB(scale=<|0|>)',
    'model "a.onnx" preprocess RGB(scale=1/255)',
  ],
  [
    'preprocess/range',
    'model "a.onnx" preprocess L(mean=<|[1, 2, 3]|>)',
    'model "a.onnx" preprocess L(mean=[1])',
  ],
  [
    'preprocess/range',
    'model "a.onnx" preprocess BGR(std=<|[1, -1, 1]|>)',
    'model "a.onnx" preprocess BGR(mean=[1, -1, 1])',
  ],
  [
    'value/type',
    'model "a.onnx" preprocess RGB(scale=<|[1, 1, 1]|>)',
    'model "a.onnx" preprocess RGB(std=[1, 1, 1])',
  ],
  [
    'value/type',
    'model "a.onnx" preprocess RGB(mean=<|"0.5"|>)',
    'model "a.onnx" preprocess RGB(mean=0.5)',
  ],
  ['shape/size', 'model "a.onnx" shape <|224x0x3|>', 'model "a.onnx" shape 224x1x3'],
  ['shape/size', 'model "a.onnx" shape <|224x224x|>', 'model "a.onnx" shape 224x224'],
  ['shape/size', 'model "a.onnx" shape <|224x1.5x3|>', 'model "a.onnx" shape 224x15x3'],
  ['shape/size', 'model "a.onnx" shape <|[3, 1/2]|>', 'model "a.onnx" shape [3, 4/2]'],
  ['shape/size', 'model "a.onnx" shape <|[]|>', 'model "a.onnx" shape 784'],
  ['value/type', 'model "a.onnx" shape <|"3x8x8"|>', 'model "a.onnx" shape 3x8x8'],
  ['let/unknown', 'model "a.onnx" shape <|size|>', 'let size = [3, 8]\nmodel "a.onnx" shape size'],
  ['syntax/expected', 'model "a.onnx" shape 224 <|x|> 224 x 3', 'model "a.onnx" shape 224x224x3'],
  ['syntax/expected', 'model "a.onnx" shape 224<|,|>224,3', 'model "a.onnx" shape [224, 224, 3]'],
  ['syntax/expected', 'model "a.onnx" shape<||>', 'model "a.onnx" shape 224x224x3'],
  ['syntax/expected', 'image "a.png" <|shape|> 3x8x8', 'image "a.png" as shape'],
  ['syntax/expected', 'layer <|3x8|> use zero', 'layer 3 use zero'],
  ['syntax/expected', `${voc}image from voc<|,|>`, `${voc}image from voc as a`],
  ['syntax/expected', 'image<||>', 'image "a.png"'],
  ['name/duplicate', `${image}${voc}image from voc as <|a|>`, `${image}${voc}image from voc as b`],
  [
    'evaluate/unknown',
    `${voc}evaluate <|localization|> on voc with EpsilonPlus`,
    `${voc}model "a.onnx"\nevaluate localisation on voc with EpsilonPlus`,
  ],
  [
    'evaluate/unknown',
    `${net}evaluate complexity, <|perturbations|>(region=8) on voc with Random`,
    `${net}evaluate complexity, perturbation(region=8) on voc with Random`,
  ],
  [
    'evaluate/twice',
    `${net}evaluate complexity, <|complexity|> on voc with Random`,
    `${net}evaluate complexity, consistency on voc with Random`,
  ],
  [
    'evaluate/twice',
    `${net}evaluate localisation, <|all|> on voc with Random`,
    `${net}evaluate all on voc with Random`,
  ],
  [
    'evaluate/argument',
    `${net}evaluate perturbation(<|regoin|>=8) on voc with Random`,
    `${net}evaluate perturbation(region=8) on voc with Random`,
  ],
  [
    'evaluate/argument',
    `${net}evaluate perturbation(fill=blur, <|8|>) on voc with Random`,
    `${net}evaluate perturbation(blur, region=8) on voc with Random`,
  ],
  [
    'evaluate/argument',
    `${net}evaluate localisation(boxes, <|8|>) on voc with Random`,
    `${net}evaluate localisation(boxes) on voc with Random`,
  ],
  [
    'evaluate/argument',
    `${net}evaluate perturbation(region=8, <|region=4|>) on voc with Random`,
    `${net}evaluate perturbation(region=8, steps=4) on voc with Random`,
  ],
  [
    'evaluate/argument',
    `${net}evaluate <|all(region=8)|> on voc with Random`,
    `${net}evaluate all on voc with Random`,
  ],
  [
    'evaluate/argument',
    `${net}evaluate complexity on voc with Random(<|1|>)`,
    `${net}evaluate complexity on voc with Random()`,
  ],
  [
    'evaluate/argument',
    `${net}evaluate complexity on voc with SmoothGrad(noise=0.25 <|rms|>)`,
    `${net}evaluate complexity on voc with SmoothGrad(noise=0.25)`,
  ],
  [
    'evaluate/range',
    `${net}evaluate perturbation(region=<|2.5|>) on voc with Random`,
    `${net}evaluate perturbation(region=2) on voc with Random`,
  ],
  [
    'evaluate/range',
    `${net}evaluate perturbation(fill=<|blurr|>) on voc with Random`,
    `${net}let blurr = "blur"\nevaluate perturbation(fill=blurr) on voc with Random`,
  ],
  [
    'evaluate/range',
    `${net}evaluate complexity on voc with SmoothGrad(samples=<|"many"|>)`,
    `${net}evaluate complexity on voc with SmoothGrad(samples=4 * 4)`,
  ],
  [
    'value/type',
    `${net}evaluate perturbation(region=<|[1, 2]|>) on voc with Random`,
    `${net}evaluate perturbation(region=1) on voc with Random`,
  ],
  [
    'evaluate/seed',
    `${net}evaluate complexity on voc with Random seed <|-1|>`,
    `${net}evaluate complexity on voc with Random seed 0`,
  ],
  [
    'clause/twice',
    `${net}evaluate complexity on voc with Random seed 1 <|seed 2|>`,
    `${net}evaluate complexity on voc with Random seed 1`,
  ],
  [
    'list/duplicate',
    `${net}evaluate complexity on voc with SmoothGrad, <|smoothgrad(samples=16)|>`,
    `${net}evaluate complexity on voc with SmoothGrad, smoothgrad(samples=17)`,
  ],
  [
    'name/duplicate',
    `${net}evaluate complexity on voc with Random as a\nevaluate complexity on voc with Random as <|a|>`,
    `${net}evaluate complexity on voc with Random as a\nevaluate complexity on voc with Random as b`,
  ],
  [
    'plan/missing',
    `${net}<|evaluate complexity on voc|>`,
    `${net}evaluate complexity on voc with EpsilonPlus`,
  ],
  [
    'plan/unknown',
    `${net}evaluate complexity on voc with <|Smoothgrads|>`,
    `${net}evaluate complexity on voc with smoothgrad`,
  ],
  [
    'baseline/misplaced',
    `${image}explain a with <|random|>`,
    `${net}evaluate complexity on voc with random`,
  ],
  [
    'baseline/misplaced',
    'compare EpsilonPlus, <|Edges|>',
    `${image}explain a with EpsilonPlus\ncompare EpsilonPlus, DeepTaylor`,
  ],
  [
    'baseline/misplaced',
    'plan a extends <|Edges|> { all use zero }',
    'plan a extends EpsilonPlus { all use zero }',
  ],
  ['syntax/expected', `${net}evaluate<||>`, `${net}evaluate complexity on voc with Random`],
  [
    'syntax/expected',
    `${net}evaluate complexity <|in|> voc with Random`,
    `${net}evaluate complexity on voc with Random`,
  ],
  [
    'sweep/rule',
    'all use gamma\nsweep <|zplus|> in 1, 2 as a',
    'all use gamma\nsweep gamma in 1, 2 as a',
  ],
  [
    'sweep/rule',
    'all use gamma\nsweep <|gama|> in 1, 2 as a',
    'all use gamma\nsweep γ in 1, 2 as a',
  ],
  [
    'sweep/range',
    'all use gamma\nsweep gamma in 0 .. <|1|> as a',
    'all use gamma\nsweep gamma in 0, 0.5 .. 1 as a',
  ],
  [
    'sweep/range',
    'all use gamma\nsweep gamma in 1, 2 .. <|0|> as a',
    'all use gamma\nsweep gamma in 2, 1 .. 0 as a',
  ],
  [
    'sweep/range',
    'all use gamma\nsweep gamma in 1, 1 .. <|2|> as a',
    'all use gamma\nsweep gamma in 1, 1.5 .. 2 as a',
  ],
  [
    'sweep/size',
    'all use gamma\n<|sweep gamma in 0, 0.001 .. 1 as a|>',
    'all use gamma\nsweep gamma in 0, 0.01 .. 1 as a',
  ],
  [
    'sweep/name',
    'all use gamma\n<|sweep gamma in 0, 1|>',
    'all use gamma\nsweep gamma in 0, 1 as a',
  ],
  [
    'sweep/plans',
    'sweep gamma in 0, 1 with EpsilonGammaBox, <|TalkComposite|> as a',
    'sweep gamma in 0, 1 with EpsilonGammaBox as a',
  ],
  [
    'sweep/no-rule',
    'plan z { all use zplus }\nsweep gamma in 0, 1 with <|z|> as a',
    'sweep gamma in 0, 1 with z as a\nplan z { all use gamma }',
  ],
  [
    'sweep/misplaced',
    'sweep gamma in 0, 1 with EpsilonGammaBox as a\ndiff <|a|>, EpsilonPlus',
    `${image}model "a.onnx"\nsweep gamma in 0, 1 with EpsilonGammaBox as a\nexplain a with a`,
  ],
  [
    'plan/unknown',
    `${image}explain a with <|b|>\nsweep gamma in 0, 1 with EpsilonGammaBox as b`,
    `${image}sweep gamma in 0, 1 with EpsilonGammaBox as b\nexplain a with b`,
  ],
  [
    'preset/arguments',
    `${image}sweep gamma in 0, 1 with EpsilonGammaBox as b\nexplain a with <|b(1)|>`,
    `${image}sweep gamma in 0, 1 with EpsilonGammaBox as b\nexplain a with b`,
  ],
  [
    'name/duplicate',
    'plan b { all use gamma }\nsweep gamma in 0, 1 as <|b|>',
    'plan b { all use gamma }\nsweep gamma in 0, 1 as c',
  ],
  [
    'rule/range',
    'all use gamma\nsweep gamma in <|-1|>, 0 .. 1 as a',
    'all use gamma\nsweep gamma in 0, 1 as a',
  ],
  [
    'rule/range',
    'all use epsilon\nsweep epsilon in <|0|>, 1 as a',
    'all use epsilon\nsweep epsilon in 1e-9, 1 as a',
  ],
  [
    'list/duplicate',
    'all use gamma\nsweep gamma in 1, <|1|> as a',
    'all use gamma\nsweep gamma in 1, 2 as a',
  ],
  [
    'syntax/expected',
    'all use gamma\nsweep gamma <|from|> 1, 2 as a',
    'all use gamma\nsweep gamma in 1, 2 as a',
  ],
  ['diff/one', '<|diff EpsilonPlus|>', 'model "a.onnx"\ndiff EpsilonPlus, DeepTaylor'],
  [
    'list/duplicate',
    'diff EpsilonPlus, <|epsilonplus|>',
    'model "a.onnx"\ndiff EpsilonPlus, DeepTaylor',
  ],
  ['plan/unknown', 'diff EpsilonPlus, <|Taylor|>', 'model "a.onnx"\ndiff EpsilonPlus, DeepTaylor'],
  [
    'compare/mixed',
    `${image}explain a with EpsilonPlus as first\ncompare first, <|EpsilonPlus|>`,
    `${image}explain a with EpsilonPlus as first\ncompare DeepTaylor, EpsilonPlus`,
  ],
  ['plan/unknown', `${image}explain a with <|Epsilon|>`, `${image}explain a with epsilonplus`],
  [
    'plan/unknown',
    'plan a extends <|b|> { all use zero }',
    'plan a extends b { }\nplan b { all use zero }',
  ],
  ['plan/missing', `${image}<|explain a|>`, `${image}all use zero\nexplain a`],
  [
    'plan/ambiguous',
    `${image}plan p { all use zero }\nplan q { all use zero }\n<|explain a for 3|>`,
    `${image}plan p { all use zero }\nplan main { all use zero }\nexplain a for 3`,
  ],
  ['plan/empty', 'plan <|a|> { }', 'plan a extends EpsilonPlus { }'],
  ['plan/cycle', 'plan a extends <|a|> { all use zero }', 'plan a { all use zero }'],
  [
    'plan/cycle',
    'plan a extends b { }\nplan b extends c { }\nplan c extends <|a|> { }',
    'plan a extends b { }\nplan b extends c { }\nplan c { all use zero }',
  ],
  [
    'preset/arguments',
    `${image}explain a with <|EpsilonPlus(0, 1)|>`,
    `${image}explain a with EpsilonGammaBox(0, 1)`,
  ],
  [
    'preset/arguments',
    `all use zero\ncompare <|main(1)|>, EpsilonPlus`,
    'all use zero\ncompare main, EpsilonPlus',
  ],
  ['selector/unknown', '<|convs|> use zero', 'conv use zero'],
  ['selector/unknown', 'all except <|dens|> use zero', 'all except dense use zero'],
  ['selector/number', 'layer <|1.5|> use zero', 'layer 1 use zero'],
  ['selector/number', 'let n = -1\nlayer <|n|> use zero', 'let n = 1\nlayer n use zero'],
  ['selector/range', '<|layers 6..1|> use zero', 'layers 6..6 use zero'],
  ['selector/range', 'last <|0|> conv use zero', 'last half conv use zero'],
  ['selector/name', 'layer <|""|> use zero', 'layer "a" use zero'],
  ['selector/name', 'layers <|"a[b"|> use zero', 'layers "a[b]" use zero'],
  ['rule/unknown', 'all use <|gama|>(0.25)', 'all use gamma(0.25)'],
  ['rule/argument', 'all use gamma(0.25, <|1|>)', 'all use gamma(0.25)'],
  ['rule/argument', 'all use gamma(<|gama|>=1)', 'all use gamma(gamma=1)'],
  ['rule/argument', 'all use gamma(1, <|g=1|>)', 'all use gamma(g=1)'],
  ['rule/argument', 'all use zB(low=0, <|1|>)', 'all use zB(0, high=1)'],
  ['rule/argument', 'all use zplus(<|1|>, 2, 3)', 'all use zplus()'],
  ['rule/missing', 'all use <|alphabeta(2)|>', 'all use alphabeta(2, 1)'],
  ['rule/range', 'all use epsilon(<|0|>)', 'all use epsilon(1e-30)'],
  ['rule/range', 'all use epsilon(<|1e-60|>)', 'all use epsilon(1e-40)'],
  ['rule/range', 'all use gamma(<|-0.1|>)', 'all use gamma(0)'],
  ['rule/range', 'all use gamma(<|1e39|>)', 'all use gamma(1e38)'],
  ['rule/range', 'all use zplus stabiliser <|0|>', 'all use zplus stabiliser 1e-30'],
  ['rule/unit', 'all use gamma(1 <|rms|>)', 'all use epsilon(1 rms)'],
  ['rule/bounds', 'all use <|zB(1, 1)|>', 'all use zB(1, 1.5)'],
  ['rule/bounds', 'all use <|zB([0, 0], [1, 0])|>', 'all use zB([0, 0], [1, 1])'],
  ['rule/bounds', 'all use <|zB([0, 0], [1, 1, 1])|>', 'all use zB([0, 0], 1)'],
  ['rule/bounds', 'all use zB(<|[]|>, 1)', 'all use zB([0], 1)'],
  ['rule/alpha-beta', 'all use <|alphabeta(2, 2)|>', 'all use alphabeta(2.1, 1.1)'],
  ['clause/unknown', 'all use zplus <|bais|> drop', 'all use zplus bias drop'],
  ['clause/twice', 'all use zplus bias drop <|bias drop|>', 'all use zplus bias drop stabiliser 1'],
  [
    'clause/twice',
    `${image}all use zero\nexplain a for 1 <|for 2|>`,
    `${image}all use zero\nexplain a for 1, 2`,
  ],
  ['clause/unsuited', 'all use flat <|bias drop|>', 'all use flat stabiliser 1'],
  ['clause/unsuited', 'all use zB(0, 1) <|bias include|>', 'all use zB(0, 1)'],
  ['clause/unsuited', 'all use epsilon <|stabiliser 1|>', 'all use epsilon bias spread'],
  ['clause/unsuited', 'all use gradient <|stabiliser 1|>', 'all use gradient'],
  ['bias/unknown', 'all use zplus bias <|keep|>', 'all use zplus bias spread'],
  [
    'target/number',
    `${image}all use zero\nexplain a for <|-1|>`,
    `${image}all use zero\nexplain a for 0`,
  ],
  [
    'target/unknown',
    `${image}all use zero\nclasses "x"\nexplain a for <|y|>`,
    `${image}all use zero\nexplain a for y`,
  ],
  [
    'target/unknown',
    `${image}all use zero\nclasses "x"\nexplain a for <|1|>`,
    `${image}all use zero\nclasses "x"\nexplain a for 0, "x"`,
  ],
  ['list/duplicate', `${image}all use zero\nexplain a, <|a|>`, `${image}all use zero\nexplain a`],
  [
    'list/duplicate',
    'compare EpsilonPlus, <|epsilonplus|>',
    'compare EpsilonPlus, EpsilonPlusFlat',
  ],
  ['classes/duplicate', 'classes "a", "b", <|"a"|>', 'classes "a", "b", "A"'],
  ['check/unknown', 'check <|sum|>', 'check positivity'],
  ['check/tolerance', 'check positivity within <|5|>', 'check positivity within 5%'],
  ['show/unknown', 'show plan, <|plans|>', 'show plan'],
  ['compare/one', '<|compare EpsilonPlus|>', 'compare EpsilonPlus, DeepTaylor'],
  ['path/empty', 'model <|" "|>', 'model "a"'],
  ['path/extension', 'save <|"a.h5"|>', 'save "a.NPZ"'],
  ['path/extension', 'export onnx <|"a.npy"|>', 'export onnx "a.onnx"'],
  ['path/extension', 'input <|"a.png"|>', 'input "a.npy"'],
  ['path/extension', 'image <|"a.npy"|>', 'image "a.webp"'],
  ['export/unknown', 'export <|torch|> "a.onnx"', 'export onnx "a.onnx"'],
  ['engine/unknown', 'engine <|onxx|>', 'engine onnx device cpu'],
  ['include/none', 'include <|"b.lrp"|>', 'show graph'],
];

for (const [index, [code, wrong, right]] of mistakes.entries()) {
  test(`${code} is all that is said of mistake ${index}, at its place`, t => {
    const {text, spans} = readMarks(wrong);
    const result = compile(text, {file: 'a.lrp'});
    const found = result.ok ? [] : result.diagnostics;
    t.deepEqual(
      found.map(({code, severity, span}) => [code, severity, span.start, span.end]),
      spans.map(([start, end]) => [code, 'error', start, end]),
    );
  });

  test(`${code} is not said where mistake ${index} is put right`, t => {
    const result = compile(right, {
      file: 'a.lrp',
      ...(code === 'syntax/expected' ? {readInclude: () => ''} : {}),
    });
    t.deepEqual(result.ok ? [] : result.diagnostics, []);
  });
}

test('a line, column and file stand in every span', t => {
  const result = compile('all use zero\n\tdense use gama', {file: 'a.lrp'});
  t.false(result.ok);
  t.deepEqual(result.ok ? null : result.diagnostics[0]!.span, {
    file: 'a.lrp',
    start: 24,
    end: 28,
    line: 2,
    column: 12,
  });
});

const suggestions: readonly (readonly [script: string, hint: string])[] = [
  ['all use gama', 'did you mean "gamma"?'],
  ['dens use zero', 'did you mean "dense"?'],
  ['modle "a"', 'did you mean "model"?'],
  ['all ues zero', 'did you mean "use"?'],
  ['check conservatoin', 'did you mean "conservation"?'],
  ['check positivity within 5', 'did you mean 5%?'],
  ['all use alphabeta(3, 1)', 'did you mean alphabeta(3, 2)?'],
  ['layers 7..1 use zero', 'did you mean 1..7?'],
  ['let a = 1\nlet b = a-1', 'a minus needs spaces: a - 1'],
  [`${image}explain a fro 3 with EpsilonPlus`, 'did you mean "for"?'],
  [`${image}explain a with EpsilonPlsu`, 'did you mean "EpsilonPlus"?'],
  ['layer conv1 use zero', 'a layer\'s name stands in double quotes: "conv1"'],
];

for (const [script, hint] of suggestions) {
  test(`${JSON.stringify(script)} is answered with: ${hint}`, t => {
    const result = compile(script, {file: 'a.lrp'});
    t.deepEqual(result.ok ? [] : result.diagnostics.map(diagnostic => diagnostic.hint), [hint]);
  });
}

test('an unknown rule is answered with the rules there are', t => {
  const result = compile('all use lime', {file: 'a.lrp'});
  t.regex(result.ok ? '' : result.diagnostics[0]!.hint!, /^rules: zero, epsilon, gamma,/);
});

test('a script with ten different mistakes is answered with all ten', t => {
  const {text, spans} = readMarks(`
<|modle|> "net.onnx" as net
image "rider.jpg" as rider
classes "person", "horse"

plan talk {
  input use <|zB(3, -3)|>
  <|layers 6..1|> use gamma(0.25)
  conv use <|gama|>(0.25)
  dense use zplus bias drop <|bias drop|>
  <|convv|> use zero
}
plan other extends <|talc|> {
  all use <|alphabeta(2, 2)|>
}
explain <|ridr|> for <|"hrose"|> with talk
check <|conservatoin|> within 5%
show heatmap <|ledger|>
compare talk, <|EpsilonPlsu|>
save <|"relevance.h5"|>
include <|"../constants.lrp"|>
`);
  const result = compile(text, {file: 'a.lrp', readInclude: () => ''});
  const found = result.ok ? [] : result.diagnostics;
  t.deepEqual(
    found.map(({span, code}) => [code, text.slice(span.start, span.end)]),
    [
      ['statement/unknown', 'modle'],
      ['rule/bounds', 'zB(3, -3)'],
      ['selector/range', 'layers 6..1'],
      ['rule/unknown', 'gama'],
      ['clause/twice', 'bias drop'],
      ['selector/unknown', 'convv'],
      ['plan/unknown', 'talc'],
      ['rule/alpha-beta', 'alphabeta(2, 2)'],
      ['name/unknown', 'ridr'],
      ['target/unknown', '"hrose"'],
      ['check/unknown', 'conservatoin'],
      ['syntax/expected', 'ledger'],
      ['plan/unknown', 'EpsilonPlsu'],
      ['path/extension', '"relevance.h5"'],
      ['include/outside', '"../constants.lrp"'],
    ],
  );
  t.deepEqual(
    found.map(({span}) => [span.start, span.end]),
    spans.map(span => [...span]),
  );
});

/** One mistake that could be taken for several. */
const cascades: readonly (readonly [Code, string])[] = [
  [
    'syntax/expected',
    `${image}plan p extends { all use zero }\nexplain a with p\ncompare p, EpsilonPlus`,
  ],
  ['syntax/expected', `${image}all use\nexplain a`],
  ['syntax/expected', `let k =\nall use gamma(k)\ndense use gamma(2 * k)`],
  ['value/not-finite', 'let k = 1 / 0\nall use gamma(k)\ndense use gamma(2 * k)'],
  ['syntax/expected', 'image "a.png" as b as c\nall use zero\nexplain b'],
  ['statement/unknown', 'imgae "a.png" as a\nall use zero\nexplain a'],
  ['text/unclosed', 'image "a.png\nall use zero\nexplain a'],
  ['path/extension', 'input "a.png" as a\nall use zero\nexplain a'],
  ['syntax/expected', 'all use zB([1, 2\ndense use zero\nshow graph'],
  ['rule/unknown', `${image}all use gama\nexplain a`],
  ['plan/unknown', `${image}plan p extends q { all use zero }\nexplain a with p`],
];

for (const [index, [code, script]] of cascades.entries()) {
  test(`one mistake is one diagnostic: ${code} ${index}`, t => {
    const result = compile(script, {file: 'a.lrp'});
    t.deepEqual(result.ok ? [] : result.diagnostics.map(diagnostic => diagnostic.code), [code]);
  });
}

test('a line shadowed by a later one of the same selector is a warning with both places', t => {
  const {text, spans} = readMarks('<|all use zero|>\ndense use flat\n<|all|> use zplus');
  const result = compile(text, {file: 'a.lrp'});
  t.true(result.ok);
  const [warning, ...others] = result.ok ? result.warnings : [];
  t.deepEqual(others, []);
  t.is(warning?.code, 'plan/shadowed');
  const places = [warning!.span, ...warning!.related!.map(related => related.span)];
  t.deepEqual(
    places.map(span => [span.start, span.end]),
    spans.map(span => [...span]),
  );
});

test('a plan may speak again of what the plan it extends speaks of', t => {
  const result = compile('plan a { all use zero }\nplan b extends a { all use flat }', {
    file: 'a.lrp',
  });
  t.deepEqual(result.ok ? result.warnings : null, []);
});

test('text of more than 1 MB and brackets of more than 64 levels are refused before parsing', t => {
  const large = compile('#'.repeat(1_000_001), {file: 'a.lrp'});
  t.deepEqual(large.ok ? [] : large.diagnostics.map(found => found.code), ['limit/size']);
  const deep = compile(`let k = ${'('.repeat(100_000)}`, {file: 'a.lrp'});
  t.deepEqual(deep.ok ? [] : deep.diagnostics.map(found => found.code), ['limit/depth']);
  const level = `let k = ${'('.repeat(64)}1${')'.repeat(64)}`;
  t.true(compile(level, {file: 'a.lrp'}).ok);
});

test('long rows of signs, sums, selectors and plans do not exhaust the stack', t => {
  t.true(compile(`let k = ${'-'.repeat(100_000)}1`, {file: 'a.lrp'}).ok);
  t.true(compile(`let k = 1${' + 1'.repeat(100_000)}`, {file: 'a.lrp'}).ok);
  const wide = compile(`all${' and all'.repeat(300)} use zero`, {file: 'a.lrp'});
  t.deepEqual(wide.ok ? [] : wide.diagnostics.map(found => found.code), ['limit/depth']);
  const plans = Array.from({length: 100}, (_, i) => `plan p${i} extends p${i + 1} { }`);
  const chain = compile(`${plans.join('\n')}\nplan p100 { all use zero }`, {file: 'a.lrp'});
  t.deepEqual(chain.ok ? [] : chain.diagnostics.map(found => found.code), ['limit/depth']);
});

test('of very many mistakes 500 are shown and the rest is counted', t => {
  const result = compile('all use gama\n'.repeat(600), {file: 'a.lrp'});
  const found = result.ok ? [] : result.diagnostics;
  t.is(found.length, 501);
  t.is(found.at(-1)!.code, 'limit/errors');
});

test('an error behind very many warnings still stops the script', t => {
  const result = compile(`${'all use zero\n'.repeat(600)}all use gama`, {file: 'a.lrp'});
  t.false(result.ok);
});
