import type {Diagnostic} from '../errors/diagnostic.js';

/**
 * What is wrong with a text by itself, and what is wrong with the names, files and layers in it, as one list: from the top
 * of each file on, files in the order in which they were met; what is said twice in the same words stands once.
 */
export function joinDiagnostics(
  ofText: readonly Diagnostic[],
  ofNames: readonly Diagnostic[],
): readonly Diagnostic[] {
  const places = new Set(ofNames.map(placeOf));
  // Said by the text as a warning, it is said again as the error that it is.
  const first = ofText.filter(found => !(isOfOrder(found) && places.has(placeOf(found))));
  const all = distinct([...first, ...ofNames]);
  const files = [...new Set(all.map(({span}) => span.file))];
  return all.toSorted(
    (a, b) =>
      files.indexOf(a.span.file) - files.indexOf(b.span.file) || a.span.start - b.span.start,
  );
}

/** Each once: a plan that is used twice, or a sweep of one, would say the same again. */
function distinct(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(found.map(one => [JSON.stringify(one), one])).values()];
}

function isOfOrder({code}: Diagnostic): boolean {
  return code.startsWith('order/');
}

function placeOf({span}: Diagnostic): string {
  return `${span.file}:${span.start}`;
}
