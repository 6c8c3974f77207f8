import type {IProduction, IToken, TokenType} from 'chevrotain';
import {
  Alternation,
  Alternative,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  Terminal,
} from './chevrotain.js';
import {Grammar} from './grammar.js';
import {From, isA, Kind, Layers} from './tokens.js';

/** A place in the grammar. The rules of the grammar become one such net each. */
type Node =
  | {readonly kind: 'end'; readonly id: number}
  | {readonly kind: 'token'; readonly id: number; readonly type: TokenType; readonly next: Node}
  | {readonly kind: 'call'; readonly id: number; readonly rule: string; readonly next: Node}
  | {readonly kind: 'fork'; readonly id: number; readonly to: Node[]};

/** A rule that has begun, and where its caller goes on behind it. */
interface Frame {
  readonly id: number;
  readonly rule: string;
  readonly after: Node | null;
  readonly parent: Frame | null;
}

/** A token that may stand at a place: its type, and the rules it would stand in, outermost first. */
export interface ExpectedToken {
  readonly type: TokenType;
  readonly rules: readonly string[];
}

/** Where in the grammar a row of tokens can have led, all readings at once. */
export interface Positions {
  readonly places: readonly {
    readonly node: Extract<Node, {kind: 'token'}>;
    readonly frame: Frame;
  }[];
  /** True where a whole statement or assignment can end here. */
  readonly complete: boolean;
  /** Calls made so far, by caller and place. */
  readonly frames: Map<number, Frame>;
}

/**
 * Reads tokens with every reading of the grammar at once. Places are kept as a set, and the rules that
 * lead to a place are shared between readings, so a line takes time in proportion to its length.
 *
 * Built on `getGAstProductions()`, the public description of the grammar.
 */
export class GrammarPositions {
  readonly #rules: Map<string, Node> = new Map();
  #nodes = 0;

  constructor() {
    for (const [name, rule] of Object.entries(new Grammar().getGAstProductions())) {
      this.#rules.set(name, this.#sequence(rule.definition, {kind: 'end', id: this.#nodes++}));
    }
  }

  /** The places at the start of the rules named. */
  start(...rules: readonly string[]): Positions {
    const frames = new Map<number, Frame>();
    const from = rules.map((rule, index): [Node, Frame] => {
      const frame = {id: index, rule, after: null, parent: null};
      // Keys below 0 are no calls.
      frames.set(-1 - index, frame);
      return [this.#rules.get(rule)!, frame];
    });
    return this.#close(from, frames);
  }

  /** The places behind one more token; none where no reading allows it. */
  advance({places, frames}: Positions, token: IToken): Positions {
    const reached: [Node, Frame][] = [];
    for (const {node, frame} of places) {
      if (isA(token, node.type) && !isGated(frame, token)) reached.push([node.next, frame]);
    }
    return this.#close(reached, frames);
  }

  /** As {@link advance}, for several tokens. */
  read(positions: Positions, tokens: readonly IToken[]): Positions {
    return tokens.reduce((reached, token) => this.advance(reached, token), positions);
  }

  /** Follows forks, calls and ends until tokens are due. */
  #close(from: readonly [Node, Frame][], frames: Map<number, Frame>): Positions {
    // The last one is taken first, so what is put in goes in backwards: alternatives keep their order.
    const open = from.toReversed();
    const seen = new Set<number>();
    const places: {node: Extract<Node, {kind: 'token'}>; frame: Frame}[] = [];
    let complete = false;
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [node, frame] = next;
      const key = frame.id * this.#nodes + node.id;
      if (seen.has(key)) continue;
      seen.add(key);
      switch (node.kind) {
        case 'token':
          places.push({node, frame});
          break;
        case 'fork':
          for (const target of node.to.toReversed()) open.push([target, frame]);
          break;
        case 'call':
          open.push([this.#rules.get(node.rule)!, this.#call(node, frame, frames)]);
          break;
        case 'end':
          if (frame.parent === null) complete = true;
          else open.push([frame.after!, frame.parent]);
      }
    }
    return {places, complete, frames};
  }

  /** The same call from the same place is the same frame: that is what keeps the sets small. */
  #call(
    {id, rule, next}: Extract<Node, {kind: 'call'}>,
    parent: Frame,
    frames: Map<number, Frame>,
  ): Frame {
    const key = parent.id * this.#nodes + id;
    const known = frames.get(key);
    if (known !== undefined) return known;
    const frame = {id: frames.size, rule, after: next, parent};
    frames.set(key, frame);
    return frame;
  }

  #sequence(productions: readonly IProduction[], next: Node): Node {
    return productions.reduceRight<Node>((after, part) => this.#production(part, after), next);
  }

  #production(production: IProduction, next: Node): Node {
    const id = this.#nodes++;
    if (production instanceof Terminal) {
      return {kind: 'token', id, type: production.terminalType, next};
    }
    if (production instanceof NonTerminal) {
      return {kind: 'call', id, rule: production.nonTerminalName, next};
    }
    if (production instanceof Alternative) return this.#sequence(production.definition, next);
    const fork: Extract<Node, {kind: 'fork'}> = {kind: 'fork', id, to: []};
    if (production instanceof Alternation) {
      for (const part of production.definition) fork.to.push(this.#production(part, next));
    } else if (production instanceof Option) {
      fork.to.push(this.#sequence(production.definition, next), next);
    } else if (production instanceof Repetition) {
      fork.to.push(this.#sequence(production.definition, fork), next);
    } else if (production instanceof RepetitionMandatory) {
      fork.to.push(this.#sequence(production.definition, fork), next);
      return this.#sequence(production.definition, fork);
    } else if (
      production instanceof RepetitionWithSeparator ||
      production instanceof RepetitionMandatoryWithSeparator
    ) {
      const item = this.#sequence(production.definition, fork);
      fork.to.push(
        {kind: 'token', id: this.#nodes++, type: production.separator, next: item},
        next,
      );
      if (production instanceof RepetitionMandatoryWithSeparator) return item;
      return {kind: 'fork', id: this.#nodes++, to: [item, next]};
    }
    return fork;
  }
}

/**
 * `first conv` lacks its count; the grammar says so with a gate, which its description leaves out. `image from` begins a
 * picture of a data set, since that stands first there.
 */
function isGated({rule, parent}: Frame, token: IToken): boolean {
  if (rule === 'count') return isA(token, Kind, Layers);
  return rule === 'text' && parent?.rule === 'picture' && isA(token, From);
}

/** Built at the first question: it takes as long as a parser does, which a start-up should not. */
class Lazy {
  #built: GrammarPositions | null = null;

  get(): GrammarPositions {
    this.#built ??= new GrammarPositions();
    return this.#built;
  }
}
const lazy = new Lazy();

/** The grammar of the language, ready to be read with. */
export function grammarPositions(): GrammarPositions {
  return lazy.get();
}

/** The tokens that may come at a place. */
export function expectedTokens({places}: Positions): readonly ExpectedToken[] {
  return places.map(({node, frame}) => {
    const rules: string[] = [];
    for (let at: Frame | null = frame; at !== null; at = at.parent) rules.push(at.rule);
    return {type: node.type, rules: rules.reverse()};
  });
}
