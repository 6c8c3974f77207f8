import type {TslabExecutor} from './tslab-api.js';

/** A value that the language made, on its way to TypeScript. */
export interface PublishedValue {
  readonly name: string;
  /** As a declaration writes it: `import('lrplab').Plan`. */
  readonly type: string;
  readonly value: unknown;
}

/** Names that cells could declare but not without harm. */
const reserved: ReadonlySet<string> = new Set([
  '__tslab__',
  'arguments',
  'await',
  'exports',
  'globalThis',
  'Infinity',
  'NaN',
  'require',
  'undefined',
]);

/** Whether a variable of a cell can have this name. */
export function canBeVariable(name: string): boolean {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name) || reserved.has(name)) {
    return false;
  }
  try {
    // Nothing is run; the engine itself knows best what is a keyword.
    new Function(`"use strict"; let ${name};`);
    return true;
  } catch {
    return false;
  }
}

/** Values on their way to TypeScript: they become variables only when a TypeScript cell could ask for them. */
export class PublishedValues {
  readonly #waiting = new Map<string, PublishedValue>();
  /** What is declared already, and as what. */
  readonly #declared = new Map<string, PublishedValue>();

  add(values: readonly PublishedValue[]): void {
    for (const value of values) {
      if (canBeVariable(value.name)) this.#waiting.set(value.name, value);
    }
  }

  get(name: string): {readonly value: unknown} | null {
    return this.#waiting.get(name) ?? null;
  }

  names(): readonly string[] {
    return [...this.#waiting.keys()];
  }

  /** Declares what waits, each value with its type, or as `any` where TypeScript cannot make sense of the type. */
  async declare(executor: TslabExecutor): Promise<void> {
    if (this.#waiting.size === 0) return;
    const values = [...this.#waiting.values()];
    this.#waiting.clear();
    const fresh = values.filter(value => !this.#reuse(executor, value));
    if (fresh.length > 0 && !(await run(executor, fresh, ({type}) => type))) {
      for (const value of fresh) {
        const done = await run(executor, [value], ({type}) => type);
        if (!done) await run(executor, [value], () => 'any');
      }
    }
    for (const value of values) this.#declared.set(value.name, value);
  }

  /** A declaration of the same type still stands: only the value changes, which needs no compiler. */
  #reuse({locals}: TslabExecutor, {name, type, value}: PublishedValue): boolean {
    const earlier = this.#declared.get(name);
    if (earlier?.type !== type || !Object.is(locals[name], earlier.value)) return false;
    locals[name] = value;
    return true;
  }
}

const holder = '__lrplabPublished';

async function run(
  executor: TslabExecutor,
  values: readonly PublishedValue[],
  typeOf: (value: PublishedValue) => string,
): Promise<boolean> {
  const held = Object.fromEntries(values.map(({name, value}) => [name, value]));
  Object.defineProperty(globalThis, holder, {value: held, configurable: true});
  try {
    return await executor.execute(
      values
        .map(value => {
          const {name} = value;
          return `const ${name} = (globalThis as any).${holder}.${name} as unknown as ${typeOf(value)};`;
        })
        .join('\n'),
    );
  } catch {
    return false;
  } finally {
    Reflect.deleteProperty(globalThis, holder);
  }
}
