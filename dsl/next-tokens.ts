import type {IToken, TokenType} from 'chevrotain';
import {createTokenInstance} from './chevrotain.js';
import type {Cursor} from './cursor.js';
import {type ExpectedToken, expectedTokens, grammarPositions} from './grammar-positions.js';
import type {Positions} from './grammar-positions.js';
import {type Line, segment} from './segment.js';
import * as t from './tokens.js';

/** A token that may come next. */
export interface NextToken extends ExpectedToken {
  /** Whether it would begin a statement or assignment of its own. */
  readonly begins: boolean;
}

/**
 * What may stand where a joining word stands, for lines that are wrong before it: `convs use …` is
 * helped on behind its `use`.
 */
const detours: readonly (readonly [TokenType, readonly TokenType[]])[] = [
  [t.Use, [t.All]],
  [t.And, [t.All]],
  [t.Except, [t.All]],
  [t.For, [t.Explain, t.Identifier]],
  [t.With, [t.Explain, t.Identifier]],
  [t.Extends, [t.Plan, t.Identifier]],
  [t.Within, [t.Check, t.Identifier]],
  [t.On, [t.Evaluate, t.Identifier]],
];

function standIn(type: TokenType, textLine: number): IToken {
  return createTokenInstance(type, 'x', 0, 0, textLine, textLine, 1, 1);
}

/** The rules of the grammar a line can be. */
function startRules(inBlock: boolean): readonly string[] {
  return inBlock ? ['assignment'] : ['statement', 'assignment'];
}

/** Where a line leads in the grammar; from its last joining word on where it is wrong before that. */
export function linePositions(line: Line, inBlock: boolean): Positions {
  const grammar = grammarPositions();
  const start = grammar.start(...startRules(inBlock));
  const sound = line.filter(token => token.tokenType !== t.Unknown);
  const reached = grammar.read(start, sound);
  if (reached.places.length > 0 || reached.complete) return reached;
  const at = sound.findLastIndex(token => detours.some(([type]) => t.isA(token, type)));
  if (at < 0) return reached;
  const [, detour] = detours.find(([type]) => t.isA(sound[at], type))!;
  const way = [...detour.map(type => standIn(type, sound[at]!.startLine!)), ...sound.slice(at)];
  return grammar.read(start, way);
}

/** The tokens that may come at a cursor, those that go on with its line first. */
export function nextTokens({line, inBlock, textLine}: Cursor): readonly NextToken[] {
  const grammar = grammarPositions();
  const starts = expectedTokens(grammar.start(...startRules(inBlock)));
  if (line.length === 0) return starts.map(token => ({...token, begins: true}));
  const goesOn = new Map<TokenType, boolean>();
  const stays = (type: TokenType): boolean => {
    let known = goesOn.get(type);
    if (known === undefined) {
      known = continues(line, type, textLine);
      goesOn.set(type, known);
    }
    return known;
  };
  const reached = linePositions(line, inBlock);
  const further = expectedTokens(reached).filter(({type}) => stays(type));
  // On the same line of text something new begins behind something whole only.
  const open = reached.complete || textLine > line.at(-1)!.startLine!;
  const anew = open ? starts.filter(({type}) => !stays(type)) : [];
  return [
    ...further.map(token => ({...token, begins: false})),
    ...anew.map(token => ({...token, begins: true})),
  ];
}

/** Whether a token belongs to the line before it: the cutting of lines is asked itself. */
function continues(line: Line, type: TokenType, textLine: number): boolean {
  if (t.isA(type === t.LBrace ? line.at(-1) : undefined, t.LBrace)) return false;
  const pieces = segment([...line, standIn(type, textLine)], '').pieces;
  const piece = pieces[0];
  return piece?.kind === 'block' ? type === t.LBrace : piece?.tokens.length === line.length + 1;
}
