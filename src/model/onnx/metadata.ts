import {ModelError} from '../../errors/model-error.js';
import type {Preprocessing} from '../../graph/preprocessing.js';
import type {StringStringEntryProto} from '../../onnx/onnx_pb.js';
import {checkClasses, checkPreprocessing} from '../check-metadata.js';

/** What a model says of itself: `lrplab.classes` and `lrplab.preprocessing` of its metadata. */
export interface Metadata {
  readonly classes: readonly string[] | null;
  readonly preprocessing: Preprocessing | null;
}

/** Reads and checks the metadata lrplab knows; other entries are left alone. */
export function readMetadata(entries: readonly StringStringEntryProto[], name: string): Metadata {
  const get = (key: string): unknown => {
    const entry = entries.find(each => each.key === key);
    if (entry === undefined) {
      return null;
    }
    try {
      return JSON.parse(entry.value);
    } catch {
      throw new ModelError('model/bad-metadata', `${name}: metadata "${key}" is not JSON`);
    }
  };
  const classes = get('lrplab.classes');
  const preprocessing = get('lrplab.preprocessing');
  return {
    classes: classes === null ? null : checkClasses(classes, `${name}: metadata "lrplab.classes"`),
    preprocessing:
      preprocessing === null
        ? null
        : checkPreprocessing(preprocessing, `${name}: metadata "lrplab.preprocessing"`),
  };
}
