import type {Summarised} from './scores-of.js';

/** An evaluation with its summary as JSON, a line a field: both can be read and compared line by line. */
export function evaluationJson({evaluation, summary}: Summarised): string {
  const fields = Object.entries({...evaluation, summary}).map(
    ([name, value]) => ` ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n${fields.join(',\n')}\n}\n`;
}
