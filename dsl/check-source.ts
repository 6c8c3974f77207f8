import type {CheckContext} from './check-context.js';
import {checkPath} from './check-path.js';
import {stem} from './declared-names.js';
import type {StatementSyntax} from './syntax.js';
import type {Statement} from './tree.js';

/** Checks `image`, `input` and `dataset` with a path. */
export function checkSource(
  syntax: StatementSyntax & {readonly kind: 'image' | 'input' | 'dataset'},
  context: CheckContext,
): Statement | null {
  const {kind, span} = syntax;
  const path = checkPath(syntax.path, kind, kind === 'input' ? ['.npy'] : null, context.scope);
  if (syntax.name === null && path === null) return null;
  const name = syntax.name ?? {text: stem(path!.text), span: syntax.path.span};
  const sound = context.declare(
    kind === 'dataset' ? 'dataset' : 'input',
    name,
    syntax.name === null,
  );
  return path === null || !sound ? null : {kind, path, name: name.text, span};
}
