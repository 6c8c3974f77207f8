import type {TrainCommandSettings} from './train-settings.js';

/** A word as a shell reads it. */
function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The command that goes on with an interrupted run: what its record does not hold is said again. */
export function resumeCommand({
  out,
  model,
  preprocess,
  shape,
  html = false,
}: TrainCommandSettings): string {
  const words = ['lrplab', 'train', '--out', out];
  if (model !== undefined) {
    words.push('--model', model);
    if (preprocess !== undefined) words.push('--preprocess', preprocess);
    if (shape !== undefined) words.push('--shape', shape.join('x'));
  }
  if (html) words.push('--html');
  return [...words, '--resume'].map(quoted).join(' ');
}
