import type {Diagnostic, Span} from '../src/errors/diagnostic.js';
import {didYouMean} from '../src/errors/suggest.js';
import type {DeclaredNames} from './declared-names.js';
import {nothingKnown, type Known} from './known.js';
import {errorAt, listNames} from './report.js';
import type {Name} from './tree.js';

/** What a `let` holds. */
export type Value =
  | {readonly kind: 'number'; readonly value: number}
  | {readonly kind: 'text'; readonly text: string}
  | {readonly kind: 'list'; readonly values: readonly number[]};

interface LetEntry {
  readonly name: Name;
  /** Null where its value is wrong, which has been said; whoever uses it says nothing more. */
  readonly value: Value | null;
  used: boolean;
}

const maxHints = 500;

/** The names of a script while it is checked, and what was found wrong so far. */
export class Scope {
  readonly diagnostics: Diagnostic[] = [];
  readonly lets: Map<string, LetEntry> = new Map();
  /** Where later `let` statements stand, to tell too early from unknown. */
  readonly laterLets: Map<string, Span> = new Map();
  readonly lost: DeclaredNames;
  /** Names from elsewhere. */
  readonly known: Known;

  constructor(lost: DeclaredNames, known: Known = nothingKnown) {
    this.lost = lost;
    this.known = known;
  }

  report(diagnostic: Diagnostic): null {
    this.diagnostics.push(diagnostic);
    return null;
  }

  /**
   * A hint that takes time to find. In a script with very many mistakes only the first ones get it:
   * comparing every wrong name with every right one would take the square of the script's length.
   */
  hint(find: () => string | null): string | null {
    return this.diagnostics.length < maxHints ? find() : null;
  }

  /** True where a `let` of this name stands above. */
  knows(name: string): boolean {
    return this.lets.has(name) || this.known.lets.has(name);
  }

  /** The value of a `let`, or null with the reason reported. `instead` says what else could stand here. */
  lookUp(name: string, span: Span, instead: string | null = null): Value | null {
    const entry = this.lets.get(name);
    if (entry !== undefined) {
      entry.used = true;
      return entry.value;
    }
    const known = this.known.lets.get(name);
    if (known !== undefined) return known;
    if (this.lost.has(name)) return null;
    const later = this.laterLets.get(name);
    if (later !== undefined) {
      const related = [{span: later, message: `"${name}" gets its value here`}];
      const message = `"${name}" is used above the line that gives it a value`;
      return this.report(errorAt('let/order', span, message, {hint: 'move the "let" up', related}));
    }
    const message = `no "let" is called "${name}"`;
    const hint = this.hint(
      () => this.outside(name) ?? this.#slip(name) ?? instead ?? this.#allowed(),
    );
    return this.report(errorAt('let/unknown', span, message, {hint}));
  }

  /** What a variable outside the language is that has this name, as a hint; null for none. */
  outside(name: string): string | null {
    const found = this.known.outside.get(name);
    return found === undefined ? null : `in TypeScript it is ${found}`;
  }

  #slip(name: string): string | null {
    const parts = name.split('-');
    if (parts.length > 1 && parts.every(part => this.lets.has(part) || /^\d+$/.test(part))) {
      return `a minus needs spaces: ${parts.join(' - ')}`;
    }
    return didYouMean(name, [...this.lets.keys(), ...this.known.lets.keys()]);
  }

  #allowed(): string {
    const names = [...this.lets.keys(), ...this.known.lets.keys()];
    return names.length === 0 ? 'say it first: let name = …' : `known here: ${listNames(names)}`;
  }
}
