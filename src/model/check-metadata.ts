import {checkPreprocessing as checkFields} from '../data/parse-preprocessing.js';
import {LrpError} from '../errors/lrp-error.js';
import {ModelError} from '../errors/model-error.js';
import type {Preprocessing} from '../graph/preprocessing.js';

/**
 * Checks that a value from outside is a list of class names.
 *
 * @param where What messages call its place.
 * @throws ModelError `model/bad-metadata`.
 */
export function checkClasses(value: unknown, where: string): readonly string[] {
  if (!Array.isArray(value) || !value.every(item => typeof item === 'string')) {
    throw new ModelError('model/bad-metadata', `${where}: expected a list of class names`);
  }
  return value;
}

/**
 * Checks that a value from outside says how pictures become the network's input.
 *
 * @throws ModelError `model/bad-metadata`.
 */
export function checkPreprocessing(value: unknown, where: string): Preprocessing {
  try {
    return checkFields(value, where);
  } catch (error) {
    if (!(error instanceof LrpError)) throw error;
    throw new ModelError('model/bad-metadata', error.message, {cause: error});
  }
}
