import {openBrackets} from './completion-site.js';
import {nameParts, type Names} from './hover-names.js';
import type {HoverPart} from './hover-text.js';
import {
  channelOrders,
  isChannelOrder,
  preprocessParameters,
  preprocessPresets,
  preprocessSignature,
} from './preprocess-words.js';
import type {Line} from './segment.js';

type Parameter = (typeof preprocessParameters)[number];

function saying({meaning, default: preset}: Parameter): string {
  return `${meaning}; default ${preset}`;
}

/** What stands behind `preprocess`: a preset, values of one's own, or a `let`. */
export function preprocessParts(word: string, names: Names): readonly HoverPart[] {
  if (Object.hasOwn(preprocessPresets, word))
    return [
      {kind: 'title', name: word, says: preprocessPresets[word]!, ours: true},
      {kind: 'code', text: `model "net.onnx" as net preprocess ${word}`, ours: true},
    ];
  if (!isChannelOrder(word)) return nameParts(word, ['let'], names);
  return [
    {kind: 'title', name: preprocessSignature(word), says: channelOrders[word], ours: true},
    {kind: 'code', text: 'value = (pixel · scale − mean) / std', ours: true},
    {kind: 'list', items: preprocessParameters.map(own => `${own.name}: ${saying(own)}`)},
  ];
}

/** One of the values in the brackets that are open behind the order of channels. */
export function preprocessParameterParts(before: Line, name: string): readonly HoverPart[] {
  const order = openBrackets(before)?.before.image ?? '';
  const parameter = preprocessParameters.find(own => own.name === name);
  if (parameter === undefined || !isChannelOrder(order)) return [];
  return [
    {kind: 'title', name, says: `value of ${preprocessSignature(order)}`, ours: true},
    {kind: 'line', text: saying(parameter), ours: true},
  ];
}
