import type {ParameterSpec} from '../src/rules/catalogue.js';

/** What `preprocess` can name, with what each does to a picture; a test holds them against the presets. */
export const preprocessPresets: Readonly<Record<string, string>> = {
  unit: 'Pixels to 0…1.',
  signed: 'Pixels to −1…1.',
  raw: 'Pixels as they are, 0…255.',
  torch: 'RGB to 0…1, then mean and standard deviation of ImageNet (torchvision).',
  caffe: 'BGR 0…255 minus the mean of ImageNet (Keras VGG and ResNet).',
};

/** Orders of channels, with which values of one's own begin. */
export const channelOrders = {
  RGB: 'Red, green and blue, in this order.',
  BGR: 'Blue, green and red, in this order.',
  L: 'One channel of grey.',
} as const;

export type ChannelOrder = keyof typeof channelOrders;

/** What values of one's own are made of: value = (pixel · scale − mean) / std, pixel in 0…255. */
export const preprocessParameters: readonly (ParameterSpec & {readonly default: number})[] = [
  {
    ...{name: 'scale', type: 'number', min: 0, exclusiveMin: true, default: 1},
    meaning: 'what pixels of 0…255 are multiplied with first, such as 1/255',
  },
  {
    ...{name: 'mean', type: 'bound', default: 0},
    meaning: 'what is taken away then: one number, or a list of one a channel',
  },
  {
    ...{name: 'std', type: 'bound', min: 0, exclusiveMin: true, default: 1},
    meaning: 'what is divided by at last: one number, or a list of one a channel',
  },
];

/** `RGB(scale = 1, mean = 0, std = 1)` */
export function preprocessSignature(order: string): string {
  const given = preprocessParameters.map(({name, default: preset}) => `${name} = ${preset}`);
  return `${order}(${given.join(', ')})`;
}

/** Whether a word of the language says how pictures become an input. */
export function isPreprocessWord(word: string): boolean {
  return isChannelOrder(word) || Object.hasOwn(preprocessPresets, word);
}

/** Whether a word is the order of channels. */
export function isChannelOrder(word: string): word is ChannelOrder {
  return Object.hasOwn(channelOrders, word);
}
