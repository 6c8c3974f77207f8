/** A value without the places it was written at, so that what two texts mean can be compared. */
export function withoutSpans(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSpans);
  if (value instanceof Map) return [...value].map(withoutSpans);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([key]) => !['span', 'selectorSpan', 'ruleSpan'].includes(key),
  );
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutSpans(inner)]));
}
