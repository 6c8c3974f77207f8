import {mkdir, open, readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {DataError, describeSystemError} from '../data/data-error.js';
import {writeFileWhole} from '../data/write-file.js';
import type {ManifestInput} from './manifest.js';
import {formatManifest, type Manifest} from './manifest.js';

const manifestName = 'manifest.json';
/** What a run that was killed leaves of a file it was writing. */
const unfinished = /^\..*\.[0-9a-f-]{36}\.tmp$/;

/** How far a sample has come. */
export type SampleState = 'missing' | 'done' | 'broken';

/** The folder that a bulk run writes into: its manifest first, then each sample's files, whole or not at all. */
export class OutputFolder {
  readonly path: string;
  /** What an earlier run left; null where there was none. */
  readonly manifest: Manifest | null;

  private constructor(path: string, manifest: Manifest | null) {
    this.path = path;
    this.manifest = manifest;
  }

  /**
   * Looks at a folder, which need not exist, and takes away what a killed run left half-written.
   *
   * @throws DataError `bulk/not-empty` where something stands in it and nobody wants to go on with it;
   *   `bulk/no-manifest`, `bulk/manifest` where there is nothing to go on with; `bulk/folder`.
   */
  static async open(path: string, {resume}: {readonly resume: boolean}): Promise<OutputFolder> {
    const names = await readdir(path).catch((error: unknown) => {
      const reason = describeSystemError(error);
      if (reason === 'there is no such file') return [];
      throw new DataError('bulk/folder', path, `${reason}; give the path of a folder`, {
        cause: error,
      });
    });
    const standing = names.filter(name => !unfinished.test(name));
    if (standing.length === 0) {
      await removeAll(path, names);
      return new OutputFolder(path, null);
    }
    const hasManifest = standing.includes(manifestName);
    if (!resume) {
      throw new DataError(
        'bulk/not-empty',
        path,
        hasManifest
          ? 'holds results of an earlier run; --resume goes on with it, another folder begins anew'
          : `holds ${standing.length} files; give an empty or a new folder`,
      );
    }
    if (!hasManifest) {
      throw new DataError(
        'bulk/no-manifest',
        path,
        `holds files but no ${manifestName}, so no run can be gone on with; give an empty or a new folder`,
      );
    }
    const manifest = await readManifest(join(path, manifestName));
    await removeAll(
      path,
      names.filter(name => unfinished.test(name)),
    );
    return new OutputFolder(path, manifest);
  }

  async writeManifest(manifest: Manifest): Promise<void> {
    await mkdir(this.path, {recursive: true});
    await writeFileWhole(join(this.path, manifestName), formatManifest(manifest));
  }

  /** Path of a sample's files, without ending. */
  pathOf({file}: Pick<ManifestInput, 'file'>): string {
    return join(this.path, file);
  }

  /** How far each of some samples has come, by the files that are there and whole. */
  async statesOf(inputs: readonly Pick<ManifestInput, 'file'>[]): Promise<readonly SampleState[]> {
    const names = new Set(await readdir(this.path).catch(() => []));
    const states: SampleState[] = [];
    for (const input of inputs) states.push(await this.#stateOf(input, names));
    return states;
  }

  async #stateOf(
    input: Pick<ManifestInput, 'file'>,
    names: ReadonlySet<string>,
  ): Promise<SampleState> {
    if (!names.has(`${input.file}.json`)) return 'missing';
    if (names.has(`${input.file}.npz`))
      return (await endsAsZip(`${this.pathOf(input)}.npz`)) ? 'done' : 'missing';
    const text = await readFile(`${this.pathOf(input)}.json`, 'utf8').catch(() => '');
    return text.includes('"broken":') ? 'broken' : 'missing';
  }
}

/** Whether a file has the end of a zip: a file system that lost power may keep a name without the content. */
async function endsAsZip(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const {size} = await file.stat();
    if (size < 22) return false;
    const {buffer} = await file.read(Buffer.alloc(4), 0, 4, size - 22);
    return buffer.toString('latin1') === 'PK\x05\x06';
  } finally {
    await file.close();
  }
}

async function readManifest(path: string): Promise<Manifest> {
  try {
    const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest;
    if (manifest.version === 1 && isWhole(manifest)) return manifest;
  } catch (error) {
    if (!(error instanceof SyntaxError))
      throw new DataError(
        'bulk/manifest',
        path,
        `${describeSystemError(error)}; it cannot be read`,
      );
  }
  throw new DataError(
    'bulk/manifest',
    path,
    'this is no manifest of a bulk run that this lrplab knows; give an empty or a new folder',
  );
}

/** Whether everything is there that going on needs. */
function isWhole({model, plans, targets, batch, inputs}: Manifest): boolean {
  const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 1;
  return (
    typeof model === 'object' &&
    model !== null &&
    Array.isArray(plans) &&
    plans.every(plan => Array.isArray(plan?.rules)) &&
    Array.isArray(targets) &&
    isCount(batch?.samples) &&
    isCount(batch?.targets) &&
    Array.isArray(inputs) &&
    inputs.every(input => typeof input?.sample === 'string')
  );
}

async function removeAll(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(folder, name), {force: true});
}
