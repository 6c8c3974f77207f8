import {checkPreprocessing} from '../../data/parse-preprocessing.js';
import {ModelError} from '../../errors/model-error.js';
import type {Preprocessing} from '../../graph/preprocessing.js';
import {isJsonObject} from './config.js';

/** What a model says of itself in `userDefinedMetadata.lrplab`. */
export interface Metadata {
  readonly classes: readonly string[] | null;
  readonly preprocessing: Preprocessing | null;
}

const MAX_CLASSES = 1_000_000;

/**
 * Checks the metadata of a model.
 *
 * @param outputs How many scores the model gives; null where its output is no list.
 * @throws ModelError `model/metadata`; LrpError `preprocess/field`.
 */
export function metadataOf(value: unknown, outputs: number | null): Metadata {
  const own = isJsonObject(value) ? value['lrplab'] : undefined;
  if (own === undefined || own === null) return {classes: null, preprocessing: null};
  if (!isJsonObject(own))
    throw metadataError('must be an object with "classes" and "preprocessing"');
  const {classes, preprocessing} = own;
  return {
    classes: classes === undefined || classes === null ? null : classesOf(classes, outputs),
    preprocessing:
      preprocessing === undefined || preprocessing === null
        ? null
        : checkPreprocessing(preprocessing, 'userDefinedMetadata.lrplab.preprocessing'),
  };
}

function classesOf(value: unknown, outputs: number | null): readonly string[] {
  if (!Array.isArray(value) || value.length > MAX_CLASSES || !value.every(isName)) {
    throw metadataError('"classes" must be a list of names');
  }
  if (outputs !== null && value.length !== outputs) {
    throw metadataError(
      `"classes" has ${value.length} names, but the model gives ${outputs} scores`,
    );
  }
  return value;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function metadataError(why: string): ModelError {
  return new ModelError('model/metadata', `userDefinedMetadata.lrplab: ${why}`);
}
