import {ModelError} from '../../errors/model-error.js';
import type {Preprocessing} from '../../graph/preprocessing.js';
import {checkClasses, checkPreprocessing} from '../check-metadata.js';
import {isJsonObject} from './config.js';

/** What a model says of itself in `userDefinedMetadata.lrplab`. */
export interface Metadata {
  readonly classes: readonly string[] | null;
  readonly preprocessing: Preprocessing | null;
}

/**
 * Checks the metadata of a model; whether they fit it, `canonise` checks.
 * @throws ModelError `model/bad-metadata`.
 */
export function metadataOf(value: unknown): Metadata {
  const own = isJsonObject(value) ? (value['lrplab'] ?? null) : null;
  if (own === null) return {classes: null, preprocessing: null};
  const where = 'model.json, userDefinedMetadata.lrplab';
  if (!isJsonObject(own)) {
    throw new ModelError(
      'model/bad-metadata',
      `${where}: expected an object with "classes" and "preprocessing"`,
    );
  }
  const classes = own['classes'] ?? null;
  const preprocessing = own['preprocessing'] ?? null;
  return {
    classes: classes === null ? null : checkClasses(classes, `${where}.classes`),
    preprocessing:
      preprocessing === null ? null : checkPreprocessing(preprocessing, `${where}.preprocessing`),
  };
}
