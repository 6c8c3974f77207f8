import type ts from 'typescript';
import type {CompletionItem, Completions} from '../cell-engine.js';
import type {TslabCompletions} from './tslab-api.js';

/** So many candidates are offered at most; a longer list helps nobody. */
const mostOffered = 500;

/**
 * tslab's candidates as the kernel offers them, best first.
 *
 * @param signatureOf Tells a candidate's signature where that is known.
 */
export function toCompletions(
  {start, end, candidates, original}: TslabCompletions,
  signatureOf: (name: string) => string | null,
): Completions {
  const entries = new Map<string, ts.CompletionEntry>();
  for (const entry of original?.entries ?? []) {
    if (!entries.has(entry.name)) entries.set(entry.name, entry);
  }
  const items: CompletionItem[] = [];
  for (const name of new Set(candidates)) {
    const entry = entries.get(name);
    // `a.b-c` would be no access to the property `b-c`.
    if (entry?.insertText !== undefined && entry.insertText !== name) continue;
    if (items.length === mostOffered) break;
    const signature = signatureOf(name);
    const type = jupyterType(entry?.kind);
    items.push(signature === null ? {text: name, type} : {text: name, type, signature});
  }
  return {from: start, to: end, items};
}

/** Jupyter's name for one of TypeScript's kinds. */
function jupyterType(kind: string | undefined): string {
  switch (kind) {
    case 'keyword':
      return 'keyword';
    case 'function':
    case 'local function':
    case 'method':
    case 'constructor':
    case 'call':
    case 'construct':
      return 'function';
    case 'class':
    case 'local class':
    case 'interface':
    case 'type':
    case 'type parameter':
    case 'primitive type':
    case 'enum':
      return 'class';
    case 'property':
    case 'getter':
    case 'setter':
    case 'accessor':
    case 'enum member':
    case 'index':
      return 'property';
    case 'script':
    case 'directory':
    case 'external module name':
      return 'path';
    case 'var':
    case 'let':
    case 'const':
    case 'local var':
    case 'parameter':
    case 'alias':
    case 'module':
    case 'string':
      return 'instance';
    default:
      return 'statement';
  }
}
