import type {Diagnostic, Related, Span} from '../src/errors/diagnostic.js';
import type {Code} from './codes.js';

/** Longest message, in UTF-16 units. */
const maxMessage = 600;

interface Extra {
  /** Stands behind the caret; null is as good as none. */
  readonly hint?: string | null;
  readonly related?: readonly Related[];
}

/** An error at a place. */
export function errorAt(code: Code, span: Span, message: string, extra: Extra = {}): Diagnostic {
  return make('error', code, span, message, extra);
}

/** A warning at a place. */
export function warningAt(code: Code, span: Span, message: string, extra: Extra = {}): Diagnostic {
  return make('warning', code, span, message, extra);
}

function make(
  severity: Diagnostic['severity'],
  code: Code,
  span: Span,
  message: string,
  {hint, related}: Extra,
): Diagnostic {
  return {
    code,
    severity,
    message: clip(message),
    span,
    ...(hint ? {hint: clip(hint)} : {}),
    ...(related && related.length > 0 ? {related} : {}),
  };
}

/** Names come from the script and can be as long as it. */
function clip(text: string): string {
  return text.length <= maxMessage ? text : `${text.slice(0, maxMessage - 1)}…`;
}

/** `"a", "b" and "c"`; at most `limit` of them are named. */
export function listNames(names: readonly string[], limit = 12): string {
  const shown = names.slice(0, limit).map(name => `"${name}"`);
  if (names.length > limit) return `${shown.join(', ')} and ${names.length - limit} more`;
  const last = shown.pop();
  if (last === undefined) return 'none';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}
