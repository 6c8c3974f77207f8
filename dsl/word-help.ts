/** What a word of the language does, and a line that shows it. */
export interface WordHelp {
  readonly says: string;
  readonly example: string;
}

/**
 * Help on every word of the language that is not a rule, a preset or a name. A test holds it against
 * the tokens, so that no word lacks help.
 */
export const wordHelp: Readonly<Record<string, WordHelp>> = {
  model: {
    says: 'Reads a network; explanations below use it. As a bound of zB: the bound of the model’s preprocessing.',
    example: 'model "models/digits.onnx" as net',
  },
  image: {
    says: 'Reads a picture and names it; with `from`, takes it from a data set by what it shows.',
    example: 'image from voc "test" with "horse" without "person" as alone',
  },
  dataset: {
    says: 'Names a folder in Pascal VOC’s form, from which pictures can be taken.',
    example: 'dataset "VOCdevkit/VOC2012" as voc',
  },
  from: {
    says: 'Takes a picture from a data set; a split can stand behind it, else it is "test", or "val".',
    example: 'image from voc "val" with "person" as someone',
  },
  without: {
    says: 'Says which classes a picture does not show at all.',
    example: 'image from voc without "person", "horse" as other',
  },
  number: {
    says: 'Takes the second, third … of the pictures that fit, in the order of the split.',
    example: 'image from voc with "horse" number 3 as third',
  },
  evaluate: {
    says: 'Measures how good plans and baselines explain, on a data set, by families of measures; `all` is every family.',
    example:
      'evaluate perturbation(region=8), localisation on voc "test" for "horse" with EpsilonPlus, Random limit 100 seed 1',
  },
  on: {says: 'Says which data set is evaluated on.', example: 'evaluate localisation on voc "val"'},
  limit: {
    says: 'Takes so many pictures at most.',
    example: 'evaluate localisation on voc with EpsilonPlus limit 50',
  },
  seed: {
    says: 'Sets what everything drawn by chance depends on; 1 where nothing is said.',
    example: 'evaluate complexity on voc with Random seed 7',
  },
  sweep: {
    says: 'Makes a family of plans from one: every rule of a kind gets the values one by one.',
    example: 'sweep gamma in 0, 0.1 .. 1 with EpsilonGammaBox as gammas',
  },
  in: {
    says: 'Says which values a sweep goes through: a list, or first, second .. last.',
    example: 'sweep epsilon in 0.01, 0.1, 1 with EpsilonPlus as epsilons',
  },
  diff: {
    says: 'Says layer by layer where plans give other rules, and what they cost.',
    example: 'diff EpsilonPlus, DeepTaylor',
  },
  preprocess: {
    says: 'Says how pictures become the model’s input: a preset, or values of your own, (pixel · scale − mean) / std of pixels in 0…255.',
    example: 'model "vgg16.h5" as net preprocess caffe',
  },
  shape: {
    says: 'Says the shape of one sample in the model’s own layout, where the model leaves it open.',
    example: 'model "vgg16-notop.h5" as net shape 224x224x3',
  },
  batchnorm: {
    says: 'Says what becomes of batch norms: `fold` (as usual) puts them into the layers beside them, `keep` leaves each a layer with a rule of its own.',
    example: 'model "net.onnx" as net batchnorm keep',
  },
  fold: {
    says: 'Batch norms go into the layers beside them, to the left or the right, where that is exact.',
    example: 'model "net.onnx" batchnorm fold',
  },
  keep: {
    says: 'Every batch norm stays a layer of its own.',
    example: 'model "net.onnx" batchnorm keep',
  },
  sums: {
    says: 'The sum of relevance from the logits to the input, a line a plan.',
    example: 'show sums',
  },
  input: {
    says: 'At the start of a line with a path: reads an array. As a selector: the layers next to the input.',
    example: 'input use zB',
  },
  classes: {
    says: 'Names the classes of the network in the order of its outputs.',
    example: 'classes "person", "horse"',
  },
  let: {says: 'Gives a number, a text or a list of numbers a name.', example: 'let g = 0.25'},
  plan: {
    says: 'Gives layers their rules under a name; later lines win. Behind `show`: the plan as a table.',
    example: 'plan mild { all use gamma(0.25)   input use zB }',
  },
  explain: {
    says: 'Computes the relevance of images and inputs for classes, by plans.',
    example: 'explain seven for 7, top with EpsilonPlus',
  },
  check: {
    says: 'Checks a property of everything explained so far, within a tolerance.',
    example: 'check conservation within 5%',
  },
  show: {says: 'Shows results of what was explained.', example: 'show heatmap, ledger'},
  compare: {
    says: 'Puts what two or more plans give side by side.',
    example: 'compare EpsilonPlus, DeepTaylor',
  },
  save: {
    says: 'Writes the latest explanation or evaluation to a file, by its extension.',
    example: 'save "report.html"',
  },
  export: {
    says: 'Writes the explanation itself as a network.',
    example: 'export onnx "explanation.onnx"',
  },
  include: {
    says: 'Puts the statements of another script here. Behind `bias`: the bias stays in the denominator.',
    example: 'include "parts/constants.lrp"',
  },
  engine: {says: 'Chooses what computes, once in a script.', example: 'engine tfjs wasm'},
  as: {
    says: 'Gives what a file holds, an explanation, an evaluation or a sweep a name.',
    example: 'image "seven.png" as seven',
  },
  for: {
    says: 'Says which classes are explained: numbers, names, `top`.',
    example: 'explain seven for 7, top',
  },
  with: {
    says: 'Says which plans or presets explain; behind `evaluate` baselines too.',
    example: 'explain seven with EpsilonPlus, DeepTaylor',
  },
  use: {says: 'Gives the layers on its left the rule on its right.', example: 'dense use epsilon'},
  extends: {
    says: 'Puts the lines of another plan or a preset before a plan’s own.',
    example: 'plan mild extends EpsilonPlus { input use zB }',
  },
  and: {
    says: 'Keeps the layers both sides name.',
    example: 'conv and first 4 layers use wsquare',
  },
  except: {
    says: 'Takes the layers on its right away from those on its left.',
    example: 'conv except input use zplus',
  },
  within: {says: 'Sets the tolerance of a check.', example: 'check positivity within 1%'},
  device: {says: 'Names what the engine computes on.', example: 'engine tfjs device cpu'},
  bias: {
    says: 'Says what happens to the share of the bias: `include`, `drop` or `spread`.',
    example: 'all use zplus bias drop',
  },
  stabiliser: {
    says: 'Sets what is added to the denominator with its sign; above 0.',
    example: 'all use zplus stabiliser 1e-9',
  },
  rms: {
    says: 'Counts an epsilon in units of the root mean square of the denominator.',
    example: 'dense use epsilon(0.25 rms)',
  },
  all: {says: 'Every weighted layer: convolutions and dense layers.', example: 'all use zplus'},
  output: {says: 'The weighted layers next to the output.', example: 'output use zero'},
  layers: {
    says: 'Layers by a range of numbers or a pattern; weighted layers count from 0 at the input.',
    example: 'layers 1..6 use gamma',
  },
  layer: {
    says: 'One layer by its number or name; weighted layers count from 0 at the input.',
    example: 'layer 3 use epsilon(0.1)',
  },
  first: {
    says: 'As many layers of a kind, counted from the input.',
    example: 'first half conv use gamma(0.5)',
  },
  last: {
    says: 'As many layers of a kind, counted from the output.',
    example: 'last 2 dense use zero',
  },
  half: {
    says: 'Half of the layers; `first half` rounds up, `last half` down.',
    example: 'first half conv use gamma(0.5)',
  },
  conv: {says: 'Convolutions, depthwise ones included.', example: 'conv use gamma'},
  depthwise: {says: 'Depthwise convolutions.', example: 'depthwise use zplus'},
  dense: {says: 'Dense layers.', example: 'dense use epsilon'},
  pool: {says: 'Max and average pooling.', example: 'pool use average'},
  maxpool: {says: 'Max pooling.', example: 'maxpool use winner'},
  avgpool: {says: 'Average pooling.', example: 'avgpool use zplus'},
  add: {says: 'Sums of branches.', example: 'add use epsilon'},
  norm: {says: 'Normalisations that could not be folded away.', example: 'norm use pass'},
  activation: {says: 'Activations, ReLU among them.', example: 'activation use pass'},
  relu: {says: 'Another word for `activation`.', example: 'relu use pass'},
  pad: {says: 'Paddings that stand alone.', example: 'pad use pass'},
  matmul: {
    says: 'Products of two computed matrices, as in attention.',
    example: 'matmul use epsilon',
  },
  softmax: {
    says: 'Softmax inside the network: attention weights.',
    example: 'softmax use gradient',
  },
  layernorm: {says: 'Layer norms and RMS norms.', example: 'layernorm use pass'},
  multiply: {says: 'Elementwise products of two branches: gates.', example: 'multiply use flat'},
  top: {says: 'The strongest class of each input.', example: 'explain seven for top'},
  drop: {
    says: 'Behind `bias`: takes the bias out of the denominator.',
    example: 'all use zplus bias drop',
  },
  spread: {
    says: 'Behind `bias`: hands the share of the bias on evenly.',
    example: 'all use zplus bias spread',
  },
  conservation: {
    says: 'Whether as much relevance arrives at the input as leaves the output; 5 % unless said otherwise.',
    example: 'check conservation within 5%',
  },
  positivity: {
    says: 'How much of the relevance is negative; 1 % unless said otherwise.',
    example: 'check positivity within 1%',
  },
  consistency: {
    says: 'Conservation and positivity together; 5 % unless said otherwise. Behind `evaluate`: how often a map adds up to the score and is positive.',
    example: 'check consistency within 5%',
  },
  heatmap: {says: 'Relevance over the picture.', example: 'show heatmap'},
  ledger: {
    says: 'Where relevance went, layer by layer: in, out, and lost by cause.',
    example: 'show ledger',
  },
  graph: {says: 'The layers of the network.', example: 'show graph'},
  onnx: {says: 'The engine and the file format ONNX.', example: 'engine onnx'},
  tfjs: {says: 'The engine TensorFlow.js.', example: 'engine tfjs wasm'},
  cpu: {
    says: 'The processor: fast under onnx, where it is what is usual; plain JavaScript, slow, under tfjs.',
    example: 'engine onnx cpu',
  },
  wasm: {says: 'The processor through WebAssembly.', example: 'engine tfjs wasm'},
  webgpu: {
    says: "Any maker's graphics processor, through WebGPU. `lrplab doctor` says whether there is one.",
    example: 'engine onnx webgpu',
  },
  cuda: {says: "NVIDIA's graphics processors.", example: 'engine onnx cuda'},
  dml: {says: 'Graphics processors under Windows, through DirectML.', example: 'engine onnx dml'},
  coreml: {
    says: "Apple's Core ML, which computes in float16: it holds no ε above 0 and below 6.11e-5.",
    example: 'engine onnx coreml',
  },
  node: {
    says: 'TensorFlow on the processor, by @tensorflow/tfjs-node or `lrplab native`.',
    example: 'engine tfjs node',
  },
  'node-gpu': {
    says: "TensorFlow on NVIDIA's graphics processors, by @tensorflow/tfjs-node-gpu or `lrplab native`.",
    example: 'engine tfjs node-gpu',
  },
  auto: {
    says: 'The fastest device that works here; the explanation says which it was.',
    example: 'engine onnx auto',
  },
};

/** The help on a word, other spellings included, or null. */
export function findWordHelp(word: string): WordHelp | null {
  const key = word === 'stabilizer' ? 'stabiliser' : word;
  return Object.hasOwn(wordHelp, key) ? wordHelp[key]! : null;
}
