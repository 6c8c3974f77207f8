import type {IParserErrorMessageProvider, TokenType} from 'chevrotain';
import {tokenLabel} from './chevrotain.js';

/** What a rule of the grammar reads, in words; where it is not listed, its tokens are named. */
const ruleWords: Readonly<Record<string, string>> = {
  name: 'a name',
  text: 'a text in double quotes',
  primary: 'a number, a text or a name',
  selectorPart: 'a selector',
  layerKey: 'a layer number or a name in double quotes',
  count: 'a count or "half"',
  counted: '"layers" or a kind of layer',
  shape: 'a shape such as 224x224x3',
  policy: '"include", "drop" or "spread"',
  shown: '"heatmap", "ledger", "sums", "plan" or "graph"',
};

function describe(ruleName: string, first: readonly TokenType[]): string {
  const words = ruleWords[ruleName];
  if (words !== undefined) return words;
  const labels = [...new Set(first.map(type => tokenLabel(type)))];
  const last = labels.pop() ?? 'something else';
  return labels.length === 0 ? last : `${labels.join(', ')} or ${last}`;
}

/** Chevrotain's messages reduced to what was expected: `a name`, `"use"`. */
export const explainExpected: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({expected, ruleName}) => {
    if (ruleName === 'ruleCall') return 'a rule';
    if (ruleName === 'check') return '"conservation", "positivity" or "consistency"';
    if (ruleName === 'engine') return '"onnx" or "tfjs"';
    if (ruleName === 'exportStatement') return '"onnx"';
    if (ruleName === 'preprocess') return '"unit", "signed", "raw", "torch", "caffe" or values';
    if (ruleName === 'batchNorm') return '"fold" or "keep"';
    if (ruleName === 'family') return 'a family of measures or "all"';
    if (ruleName === 'sweep' && expected.name === 'Identifier') return '"gamma" or "epsilon"';
    return tokenLabel(expected);
  },
  buildNotAllInputParsedMessage: () => 'the end of the line',
  buildNoViableAltMessage: ({expectedPathsPerAlt, ruleName}) =>
    describe(
      ruleName,
      expectedPathsPerAlt.flatMap(paths => paths.map(path => path[0]!)),
    ),
  buildEarlyExitMessage: ({expectedIterationPaths, ruleName}) =>
    describe(
      ruleName,
      expectedIterationPaths.map(path => path[0]!),
    ),
};
