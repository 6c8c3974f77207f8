import {didYouMean} from '../src/errors/suggest.js';
import {describeRange, isWithin} from '../src/rules/parameter-range.js';
import {evaluate, evaluateText, wrongKind} from './evaluate.js';
import {
  type ChannelOrder,
  channelOrders,
  isChannelOrder,
  isPreprocessWord,
  preprocessParameters,
  preprocessPresets,
  preprocessSignature,
} from './preprocess-words.js';
import {errorAt} from './report.js';
import {matchArguments} from './rule-arguments.js';
import type {Scope} from './scope.js';
import type {ArgumentSyntax, PreprocessSyntax} from './syntax.js';
import type {PreprocessingChoice, PreprocessingValues} from './tree.js';

type Parameter = (typeof preprocessParameters)[number];

/**
 * Checks `preprocess caffe` and `preprocess RGB(scale=1/255, mean=[…], std=[…])`; null where it is wrong. A word that is
 * neither is a `let` that holds one, or a value from outside that is a preprocessing.
 */
export function checkPreprocess(
  {name, arguments: given, span}: PreprocessSyntax,
  scope: Scope,
): PreprocessingChoice | null {
  const isOwn = isPreprocessWord(name.text) || scope.lets.has(name.text);
  const outside = isOwn ? undefined : scope.known.preprocessings.get(name.text);
  const word = outside === undefined ? wordOf(name, scope) : null;
  if (outside === undefined && word === null) return null;
  if (word !== null && isChannelOrder(word)) {
    const chosen = checkValues(word, given ?? [], scope);
    return chosen === null ? null : {chosen, span};
  }
  if (given !== null) {
    const message = `${word ?? `"${name.text}"`} takes no arguments`;
    const hint = `values of your own begin with their channels: ${preprocessSignature('BGR')}`;
    const place = given[0]?.span ?? span;
    return scope.report(errorAt('preprocess/argument', place, message, {hint}));
  }
  return {chosen: outside ?? word!, span};
}

/** The word of the language that is meant, or null with the reason reported. */
function wordOf({text, span}: PreprocessSyntax['name'], scope: Scope): string | null {
  if (isPreprocessWord(text)) return text;
  const isLet = scope.knows(text) || scope.laterLets.has(text);
  const found = isLet ? evaluateText({kind: 'reference', name: text, span}, scope) : text;
  if (found !== null && isPreprocessWord(found)) return found;
  if (found === null || scope.lost.has(text)) return null;
  const words = [...Object.keys(preprocessPresets), ...Object.keys(channelOrders)];
  const hint =
    scope.outside(text) ??
    didYouMean(found, words) ??
    `allowed: ${Object.keys(preprocessPresets).join(', ')}, or values of your own: RGB(scale=1/255)`;
  const message = `no preprocessing is called "${found}"`;
  return scope.report(errorAt('preprocess/unknown', span, message, {hint}));
}

function checkValues(
  channels: ChannelOrder,
  given: readonly ArgumentSyntax[],
  scope: Scope,
): PreprocessingValues | null {
  const spec = {kind: channels, parameters: preprocessParameters};
  const matched = matchArguments(spec, given, scope, 'preprocess/argument');
  if (matched === null) return null;
  const count = channels === 'L' ? 1 : 3;
  const values = preprocessParameters.map(parameter =>
    checkValue(channels, parameter, matched.get(parameter.name), count, scope),
  );
  if (values.includes(null)) return null;
  const [scale, mean, std] = values as (readonly number[])[];
  return {channels, scale: scale![0]!, mean: mean!, std: std!};
}

/** One number a channel, of the scale one for all; null with the reason reported. */
function checkValue(
  channels: ChannelOrder,
  parameter: Parameter,
  given: ArgumentSyntax | undefined,
  count: number,
  scope: Scope,
): readonly number[] | null {
  const each = (value: number): readonly number[] => Array<number>(count).fill(value);
  if (given === undefined) return each(parameter.default);
  if (given.rms !== null) {
    const message = `${channels} takes plain numbers; "rms" belongs to epsilon`;
    return scope.report(errorAt('preprocess/argument', given.rms, message, {hint: 'remove it'}));
  }
  const {span} = given.value;
  const value = evaluate(given.value, scope);
  if (value === null) return null;
  const takesList = parameter.type === 'bound';
  if (value.kind === 'text' || (value.kind === 'list' && !takesList)) {
    return wrongKind(
      value,
      takesList ? 'a number, or a list of one a channel' : 'a number',
      span,
      scope,
    );
  }
  const values = value.kind === 'number' ? each(value.value) : value.values;
  const wrong = values.find(number => !isWithin(number, parameter));
  if (wrong === undefined && values.length === count) return values;
  const message =
    wrong === undefined
      ? `${channels}: expected one ${parameter.name} or ${count}, one a channel; got ${values.length}`
      : `${channels}: expected ${parameter.name} ${describeRange(parameter)}, got ${wrong}`;
  return scope.report(errorAt('preprocess/range', span, message));
}
