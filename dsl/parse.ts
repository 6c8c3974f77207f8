import type {CstNode, IRecognitionException} from 'chevrotain';
import type {Diagnostic} from '../src/errors/diagnostic.js';
import {declaredNames, type DeclaredNames} from './declared-names.js';
import {Grammar} from './grammar.js';
import type {GrammarRule} from './grammar-values.js';
import {lex} from './lex.js';
import {readAssignment, readPlanReference} from './read-plans.js';
import {errorAt} from './report.js';
import {readStatement} from './read-statements.js';
import type {Line, Piece} from './segment.js';
import {segment, startsSelector} from './segment.js';
import {fileStart, joinSpans, tokenSpan} from './spans.js';
import type {AssignmentSyntax, PlanReferenceSyntax, StatementSyntax} from './syntax.js';
import {syntaxError, unknownStart} from './syntax-errors.js';
import * as t from './tokens.js';

/** A script as written: what could be read, and everything that could not. */
export interface Parsed {
  readonly statements: readonly StatementSyntax[];
  readonly diagnostics: readonly Diagnostic[];
  /** Names that broken lines would have given; to miss them is no second mistake. */
  readonly lost: DeclaredNames;
}

/** Reads a script: text → tokens → lines → concrete tree → syntax. Never throws. */
export function parse(text: string, file: string): Parsed {
  const lexed = lex(text, file);
  if (lexed.fatal) {
    return {statements: [], diagnostics: lexed.diagnostics, lost: declaredNames([])};
  }
  const {pieces, diagnostics} = segment(lexed.tokens, file);
  const reader = new LineReader(file);
  const statements = pieces.flatMap(piece => readPiece(reader, piece));
  return {
    statements,
    diagnostics: [...lexed.diagnostics, ...diagnostics, ...reader.diagnostics],
    lost: declaredNames(reader.broken),
  };
}

/** Broken lines of one file that are looked at; nobody reads more, and each takes its time. */
const maxBroken = 1000;

/** Making a grammar takes longer than reading a cell, and it keeps nothing from one line to the next. */
let grammar: Grammar | null = null;

function sharedGrammar(): Grammar {
  grammar ??= new Grammar();
  return grammar;
}

/** Parses lines one by one; keeps what went wrong. */
class LineReader {
  readonly file: string;
  readonly diagnostics: Diagnostic[] = [];
  /** Lines that could not be read. */
  readonly broken: Line[] = [];
  readonly grammar: Grammar = sharedGrammar();

  constructor(file: string) {
    this.file = file;
  }

  read(line: Line, rule: GrammarRule): CstNode | null {
    if (this.broken.length >= maxBroken) return null;
    const sound = line.filter(token => token.tokenType !== t.Unknown);
    this.grammar.input = sound;
    const node = rule.call(this.grammar) as CstNode | undefined;
    const error: IRecognitionException | undefined = this.grammar.errors[0];
    if (node !== undefined && error === undefined) return node;
    // A line with lexical mistakes has its diagnostic already.
    const garbled = line.some(token => t.isA(token, t.Unknown, t.UnclosedText, t.ForeignText));
    if (error !== undefined && !garbled) {
      this.diagnostics.push(syntaxError(this.file, sound, error, rule === this.grammar.assignment));
    }
    this.broken.push(line);
    return null;
  }

  /** A line that begins with a word the language does not know. */
  refuse(line: Line): void {
    if (this.broken.length >= maxBroken) return;
    const garbled = line.some(token => t.isA(token, t.Unknown));
    if (!garbled) this.diagnostics.push(unknownStart(this.file, line));
    this.broken.push(line);
  }

  readAssignment(line: Line): AssignmentSyntax | null {
    const node = this.read(line, this.grammar.assignment);
    return node === null ? null : readAssignment(this.file, node);
  }
}

function readPiece(reader: LineReader, piece: Piece): StatementSyntax[] {
  if (piece.kind === 'line') return readLine(reader, piece.tokens);
  const lines = piece.lines.map(line => reader.readAssignment(line));
  const read = lines.filter(line => line !== null);
  const header = readLine(reader, piece.header, true)[0];
  if (header?.kind !== 'plan') {
    // The lines are checked even where the header is broken.
    const name = {text: '', span: tokenSpan(reader.file, piece.header.at(-1)!)};
    return [{kind: 'plan', name, parent: null, lines: read, broken: 1, span: name.span}];
  }
  const span =
    piece.close === null
      ? header.span
      : joinSpans(header.span, tokenSpan(reader.file, piece.close));
  return [{...header, lines: read, broken: lines.length - read.length, span}];
}

function readLine(reader: LineReader, line: Line, isHeader = false): StatementSyntax[] {
  const first = line.find(token => token.tokenType !== t.Unknown);
  if (first === undefined) return [];
  const hasUse = line.some(token => t.isA(token, t.Use));
  const isHead = t.isA(first, t.Head) && !(t.isA(first, t.Input) && hasUse);
  if (isHead || (isHeader && t.isA(first, t.LBrace))) {
    const node = reader.read(line, reader.grammar.statement);
    if (node === null) return [];
    const statement = readStatement(reader.file, node);
    return [statement.kind === 'plan' ? {...statement, lines: [], broken: 0} : statement];
  }
  if (hasUse || startsSelector(first) || t.isA(first, t.LParen)) {
    const assignment = reader.readAssignment(line);
    return assignment === null ? [] : [assignment];
  }
  reader.refuse(line);
  return [];
}

/** Reads a plan's name or a preset with arguments, alone in its text. */
export function parsePlanReference(
  text: string,
  file: string,
): {readonly reference: PlanReferenceSyntax | null; readonly diagnostics: readonly Diagnostic[]} {
  const lexed = lex(text, file);
  if (lexed.fatal) return {reference: null, diagnostics: lexed.diagnostics};
  if (lexed.tokens.length === 0) {
    const message = 'expected the name of a plan, found nothing';
    const diagnostics = [
      ...lexed.diagnostics,
      errorAt('syntax/expected', fileStart(file), message),
    ];
    return {reference: null, diagnostics};
  }
  const reader = new LineReader(file);
  const node = reader.read(lexed.tokens, reader.grammar.planReference);
  return {
    reference: node === null ? null : readPlanReference(file, node),
    diagnostics: [...lexed.diagnostics, ...reader.diagnostics],
  };
}
