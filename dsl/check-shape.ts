import {evaluate, wrongKind} from './evaluate.js';
import {errorAt} from './report.js';
import type {Scope} from './scope.js';
import type {ShapeSyntax} from './syntax.js';
import type {InputShape} from './tree.js';

/** What a wrong shape should have been. */
export const shapeHint = "in the model's own layout, such as 224x224x3 or [224, 224, 3]";

/** Checks `shape 224x224x3`: whole numbers from 1; null where it is wrong. */
export function checkShape({sizes, value, span}: ShapeSyntax, scope: Scope): InputShape | null {
  const lengths =
    sizes === null ? lengthsOf(value, scope) : sizes.text.split(/[x×]/).map(readLength);
  if (lengths === null) return null;
  const wrong = lengths.find(length => !Number.isSafeInteger(length) || length < 1);
  if (wrong === undefined && lengths.length > 0) return {lengths, span};
  const place = sizes?.span ?? value!.span;
  const got = sizes === null ? `[${lengths.join(', ')}]` : `"${sizes.text}"`;
  const message = `expected the shape of one sample in whole numbers from 1, got ${got}`;
  return scope.report(errorAt('shape/size', place, message, {hint: shapeHint}));
}

/** Not a number where something else than digits stands: `Number('')` would be 0. */
function readLength(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

function lengthsOf(value: ShapeSyntax['value'], scope: Scope): readonly number[] | null {
  const found = evaluate(value!, scope);
  switch (found?.kind) {
    case 'number':
      return [found.value];
    case 'list':
      return found.values;
    case 'text':
      return wrongKind(found, 'a shape such as 224x224x3', value!.span, scope);
    case undefined:
      return null;
  }
}
