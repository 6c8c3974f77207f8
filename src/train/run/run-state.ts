import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {DataError} from '../../data/data-error.js';
import {removeAbandoned} from '../../data/temporary-name.js';
import type {Moments} from '../adam.js';
import type {TrainableNetwork} from '../network/trainable-network.js';
import type {RunRecord} from '../run-record.js';
import {isRunRecord} from './is-run-record.js';
import {readTensorFile, writeTensorFile} from './tensor-file.js';

/** Numbers that training changes, where they stand: the network's and the optimiser's. */
export interface Learner {
  readonly network: TrainableNetwork;
  readonly moments: readonly Moments[];
}

const stateName = 'state.safetensors';
const bestPattern = /^state-best-\d+\.safetensors$/;

/** Whether a file of that name is one of those that an unfinished run needs. */
export function isState(name: string): boolean {
  return name === stateName || bestPattern.test(name);
}

function bestName(epoch: number): string {
  return `state-best-${epoch}.safetensors`;
}

/**
 * Saves what a run needs to go on after an epoch, in one file that is there whole or not at all; then the best
 * weights that it does not speak of are removed.
 */
export async function saveState(
  folder: string,
  record: RunRecord,
  learner: Learner,
): Promise<void> {
  const {network, moments} = learner;
  const tensors = new Map(weightsOf(network));
  network.parameters.forEach(({name}, index) => {
    tensors.set(`first/${name}`, moments[index]!.first);
    tensors.set(`second/${name}`, moments[index]!.second);
  });
  await writeTensorFile(join(folder, stateName), {tensors, note: JSON.stringify(record)});
  const kept = record.bestEpoch === null ? null : bestName(record.bestEpoch);
  for (const name of await readdir(folder)) {
    if (bestPattern.test(name) && name !== kept) await rm(join(folder, name), {force: true});
  }
}

/** Saves the weights of an epoch that the policy keeps; before the state that speaks of it. */
export async function saveBest(
  folder: string,
  epoch: number,
  network: TrainableNetwork,
): Promise<void> {
  await writeTensorFile(join(folder, bestName(epoch)), {
    tensors: new Map(weightsOf(network)),
    note: String(epoch),
  });
}

/** @throws DataError `train/state`. */
export async function loadBest(
  folder: string,
  epoch: number,
  network: TrainableNetwork,
): Promise<void> {
  const path = join(folder, bestName(epoch));
  const {tensors} = await readTensorFile(path);
  put(path, tensors, weightsOf(network));
  for (const parameter of network.parameters) parameter.changed();
}

/** A state that was saved. */
export interface SavedState {
  readonly record: RunRecord;
  /** Puts its numbers where they belong. @throws DataError `train/state` where they do not fit. */
  restore(learner: Learner): void;
}

/** The state in a folder; null where none was saved. @throws DataError `train/state`. */
export async function loadState(folder: string): Promise<SavedState | null> {
  const path = join(folder, stateName);
  if (!(await readdir(folder).catch((): string[] => [])).includes(stateName)) return null;
  const {tensors, note} = await readTensorFile(path);
  return {
    record: recordIn(path, note),
    restore({network, moments}) {
      const places = [...weightsOf(network)];
      network.parameters.forEach(({name}, index) => {
        places.push([`first/${name}`, moments[index]!.first]);
        places.push([`second/${name}`, moments[index]!.second]);
      });
      put(path, tensors, places);
      for (const parameter of network.parameters) parameter.changed();
    },
  };
}

function recordIn(path: string, note: string): RunRecord {
  let found: unknown = null;
  try {
    found = JSON.parse(note);
  } catch {
    // Told below.
  }
  if (isRunRecord(found)) return found;
  throw new DataError(
    'train/state',
    path,
    'the record of the run is not in it; the run cannot be resumed, start it anew',
  );
}

/** Removes what only an unfinished run needs. */
export async function removeState(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (isState(name)) await rm(join(folder, name), {force: true});
  }
  // Of a process that was killed while it wrote one.
  await removeAbandoned(folder, isState);
}

function weightsOf({parameters, statistics}: TrainableNetwork): [string, Float32Array][] {
  return [
    ...parameters.map(({name, data}): [string, Float32Array] => [`weight/${name}`, data]),
    ...statistics.map(({name, data}): [string, Float32Array] => [`average/${name}`, data]),
  ];
}

function put(
  path: string,
  tensors: ReadonlyMap<string, Float32Array>,
  places: readonly [string, Float32Array][],
): void {
  for (const [name, place] of places) {
    const data = tensors.get(name);
    if (data?.length !== place.length) {
      throw new DataError(
        'train/state',
        path,
        `"${name}" has ${data?.length ?? 0} numbers, expected ${place.length}; the run cannot be resumed, start it anew`,
      );
    }
    place.set(data);
  }
}
