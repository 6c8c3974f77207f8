import type {ReadyProgram} from '../explain/explain-plans.js';
import {formatMemory} from './explain/parse-memory.js';

/** What `--verbose` says of a compiled program. */
export function readyLine({batch, milliseconds, wasReady, engine}: ReadyProgram): string {
  const {compile, prepare} = milliseconds;
  const how = wasReady
    ? 'program found ready'
    : `program compiled in ${Math.round(compile)} ms, made ready on ${engine} in ${Math.round(prepare)} ms`;
  const {samples, targets, bytes} = batch;
  return `  ${how}; up to ${samples} sample${samples === 1 ? '' : 's'} × ${targets} target${targets === 1 ? '' : 's'} a run, about ${formatMemory(bytes)}`;
}
