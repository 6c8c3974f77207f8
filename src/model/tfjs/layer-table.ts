import {activationOf, convertActivation, layerActivation} from './activations.js';
import type {Config} from './config.js';
import {convertAttention} from './convert-attention.js';
import {convertConvolution, convertDepthwise, convertSeparable} from './convert-convolution.js';
import {convertDense} from './convert-dense.js';
import {convertLayerNorm} from './convert-layer-norm.js';
import {convertAdd, convertConcatenate, convertMultiply} from './convert-merge.js';
import {convertBatchNorm, convertNormalization, convertRescaling} from './convert-norm.js';
import {convertGlobalPool, convertPool} from './convert-pool.js';
import {
  convertFlatten,
  convertNothing,
  convertPermute,
  convertReshape,
  convertZeroPadding,
} from './convert-shape.js';
import type {LayerCall} from './layer-call.js';
import {Unsupported} from './layer-call.js';
import type {Value} from './value.js';

type Converter = (call: LayerCall) => Value;

/** The converter of a layer class, or null where the layer cannot be explained. */
export function converterOf(className: string): Converter | null {
  switch (className) {
    case 'Conv1D':
    case 'Conv2D':
      return convertConvolution;
    case 'DepthwiseConv1D':
    case 'DepthwiseConv2D':
      return convertDepthwise;
    case 'SeparableConv1D':
    case 'SeparableConv2D':
      return convertSeparable;
    case 'Dense':
      return convertDense;
    case 'BatchNormalization':
      return convertBatchNorm;
    case 'Rescaling':
      return convertRescaling;
    case 'Normalization':
      return convertNormalization;
    case 'Activation':
    case 'ReLU':
    case 'LeakyReLU':
    case 'ELU':
    case 'Softmax':
      return convertActivation;
    case 'MaxPooling1D':
    case 'MaxPooling2D':
    case 'AveragePooling1D':
    case 'AveragePooling2D':
      return convertPool;
    case 'GlobalMaxPooling1D':
    case 'GlobalMaxPooling2D':
    case 'GlobalAveragePooling1D':
    case 'GlobalAveragePooling2D':
      return convertGlobalPool;
    case 'Flatten':
      return convertFlatten;
    case 'Reshape':
      return convertReshape;
    case 'Permute':
      return convertPermute;
    case 'ZeroPadding1D':
    case 'ZeroPadding2D':
      return convertZeroPadding;
    case 'Add':
      return convertAdd;
    case 'Multiply':
      return convertMultiply;
    case 'Concatenate':
      return convertConcatenate;
    case 'LayerNormalization':
    case 'RMSNormalization':
      return convertLayerNorm;
    case 'MultiHeadAttention':
      return convertAttention;
    default:
      return doesNothing(className) ? convertNothing : null;
  }
}

const NOTHING: readonly string[] = [
  'Identity',
  'Dropout',
  'SpatialDropout1D',
  'SpatialDropout2D',
  'AlphaDropout',
  'GaussianDropout',
  'GaussianNoise',
  'ActivityRegularization',
  'RandomFlip',
  'RandomRotation',
  'RandomTranslation',
  'RandomZoom',
  'RandomShear',
  'RandomPerspective',
  'RandomElasticTransform',
  'RandomContrast',
  'RandomBrightness',
  'RandomSaturation',
  'RandomHue',
  'RandomColorDegeneration',
  'RandomColorJitter',
  'RandomGrayscale',
  'RandomInvert',
  'RandomPosterization',
  'RandomSharpness',
  'RandomGaussianBlur',
  'RandomErasing',
];

/** Dropout, noise and augmentation: there in training only. */
function doesNothing(className: string): boolean {
  return NOTHING.includes(className);
}

/** Why a layer cannot be explained, as far as its settings alone say; null where they say nothing. */
export function reasonAgainst(className: string, config: Config): string | null {
  if (converterOf(className) === null) {
    return `no relevance rule is known for layers of the class ${className}`;
  }
  try {
    if (converterOf(className) === convertActivation) layerActivation(className, config);
    else activationOf(config.raw('activation'));
    return null;
  } catch (error) {
    if (error instanceof Unsupported) return error.message;
    throw error;
  }
}
