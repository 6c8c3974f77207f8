import {realpath} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {LrpError} from '../../errors/lrp-error.js';
import {modelName} from '../../train/run/run-folder.js';
import type {TrainCommandSettings} from './train-settings.js';

/**
 * Refuses a run that would replace the network it starts from: stopped, it could not be resumed.
 *
 * @throws LrpError `train/start-replaced`.
 */
export async function checkStartElsewhere({
  model,
  out,
}: Pick<TrainCommandSettings, 'model' | 'out'>): Promise<void> {
  if (model === undefined) return;
  const real = (path: string): Promise<string> => realpath(path).catch(() => resolve(path));
  const [start, folder, written] = await Promise.all([
    real(model),
    real(out),
    real(join(out, modelName)),
  ]);
  if (start !== folder && start !== written) return;
  throw new LrpError(
    'train/start-replaced',
    `--out "${out}" would replace the network of --model "${model}"; name another folder`,
  );
}
