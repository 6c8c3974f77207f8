import {currentLine} from './cursor.js';
import {lex} from './lex.js';
import {parse} from './parse.js';

/** Whether a text can be carried out as it stands, needs more lines, or cannot become right by more lines. */
export type ScriptCompleteness =
  | {readonly status: 'complete'}
  | {readonly status: 'invalid'}
  /** `indent` is what the next line begins with. */
  | {readonly status: 'incomplete'; readonly indent: string};

/**
 * Says whether a script is finished. Open braces and brackets and lines that lack their end make it
 * incomplete; any other mistake of words or grammar makes it invalid. Names are not looked at: an
 * unknown plan is told when the script is carried out.
 */
export function scriptCompleteness(text: string): ScriptCompleteness {
  const {tokens, diagnostics, fatal} = lex(text, '');
  const last = tokens.at(-1);
  if (fatal || diagnostics.length > 0) return {status: 'invalid'};
  if (last === undefined) return {status: 'complete'};
  const end = last.startOffset + last.image.length;
  const {inBlock, line} = currentLine(tokens);
  const found = parse(text, '').diagnostics;
  const unclosed = found.filter(({code}) => code === 'syntax/unclosed').length;
  const others = found.filter(({code}) => code !== 'syntax/unclosed');
  // A brace that is not closed before the next statement cannot be closed behind it.
  if (unclosed > (inBlock ? 1 : 0)) return {status: 'invalid'};
  if (others.some(({span}) => span.start < end)) return {status: 'invalid'};
  if (!inBlock && others.length === 0) return {status: 'complete'};
  const goesOn = others.length > 0 && line.length > 0;
  return {status: 'incomplete', indent: inBlock && goesOn ? '    ' : '  '};
}
