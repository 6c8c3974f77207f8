import type {CellAnswer, CellRequest} from '../../kernel/cell-engine.js';
import type {TsEngine} from '../../kernel/ts/ts-engine.js';

/** What a cell said, in order. */
export type Said =
  | readonly ['stdout' | 'stderr', string]
  | readonly ['display', unknown, string | null]
  | readonly ['clear', boolean];

export interface RanCell {
  readonly answer: CellAnswer;
  /** Grows while work of the cell goes on. */
  readonly said: Said[];
}

/** Runs one cell; `typed` answers what it asks. */
export async function runCell(
  engine: TsEngine,
  code: string,
  {
    count = 1,
    signal = new AbortController().signal,
    typed = '',
  }: {readonly count?: number; readonly signal?: AbortSignal; readonly typed?: string} = {},
): Promise<RanCell> {
  const said: Said[] = [];
  const request: CellRequest = {
    code,
    cellId: null,
    count,
    silent: false,
    signal,
    io: {
      stream: (name, text) => said.push([name, text]),
      display: (bundle, id) => said.push(['display', bundle, id ?? null]),
      clear: wait => said.push(['clear', wait]),
      input: async () => typed,
    },
  };
  return {answer: await engine.execute(request), said};
}

/** The text of a cell's result, its error's trace where it failed, or null where it gave nothing. */
export function textOf({answer}: RanCell): string | null {
  if (!answer.ok) return answer.traceback.join('\n');
  const text = answer.result?.data['text/plain'];
  return text === undefined ? null : String(text);
}

/** Everything a cell printed on one stream. */
export function printed({said}: RanCell, name: 'stdout' | 'stderr'): string {
  return said.map(one => (one[0] === name ? one[1] : '')).join('');
}
