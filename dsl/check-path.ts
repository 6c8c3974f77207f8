import {evaluateText} from './evaluate.js';
import {errorAt} from './report.js';
import type {Scope} from './scope.js';
import type {Expression} from './syntax.js';
import type {Name} from './tree.js';

/** What to use instead where a file of this kind does not go. */
const instead: Readonly<Record<string, string>> = {
  'image .npy': 'arrays are read with `input`',
  'input .png': 'pictures are read with `image`',
  'input .jpg': 'pictures are read with `image`',
  'input .jpeg': 'pictures are read with `image`',
  'save .onnx': 'networks are written with `export onnx`',
};

/** The path of a statement, or null with the reason reported. `extensions` null allows any. */
export function checkPath(
  expression: Expression,
  statement: string,
  extensions: readonly string[] | null,
  scope: Scope,
): Name | null {
  const text = evaluateText(expression, scope);
  if (text === null) return null;
  const {span} = expression;
  if (text.trim() === '' || /\p{Cc}/u.test(text)) {
    const message = text.trim() === '' ? 'this path is empty' : 'this path has a control character';
    return scope.report(errorAt('path/empty', span, message));
  }
  const extension = /\.[^./\\]*$/.exec(text)?.[0].toLowerCase() ?? '';
  const other = instead[`${statement} ${extension}`];
  const allowed = extensions === null ? other === undefined : extensions.includes(extension);
  if (allowed) return {text, span};
  const got = extension === '' ? 'no extension' : `"${extension}"`;
  const takes = extensions === null ? 'pictures' : extensions.join(', ');
  const message = `${statement} takes ${takes}, got ${got}`;
  return scope.report(errorAt('path/extension', span, message, {hint: other ?? null}));
}
