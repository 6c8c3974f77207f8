import {LrpError} from '../../errors/lrp-error.js';
import {didYouMean} from '../../errors/suggest.js';

/** The twenty classes of Pascal VOC, in its own (alphabetical) order. */
export const vocClasses: readonly string[] = [
  'aeroplane',
  'bicycle',
  'bird',
  'boat',
  'bottle',
  'bus',
  'car',
  'cat',
  'chair',
  'cow',
  'diningtable',
  'dog',
  'horse',
  'motorbike',
  'person',
  'pottedplant',
  'sheep',
  'sofa',
  'train',
  'tvmonitor',
];

/**
 * Throws unless the names are different classes of Pascal VOC, at least one.
 *
 * @throws LrpError `voc/no-classes`, `voc/unknown-class`, `voc/class-twice`.
 */
export function checkVocClasses(classes: readonly string[]): void {
  if (classes.length === 0) {
    throw new LrpError('voc/no-classes', 'no class is named; name one at least, such as "horse"');
  }
  for (const [index, name] of classes.entries()) {
    if (!vocClasses.includes(name)) {
      const hint = didYouMean(name, vocClasses) ?? `the classes are ${vocClasses.join(', ')}`;
      throw new LrpError('voc/unknown-class', `"${name}" is no class of Pascal VOC; ${hint}`);
    }
    if (classes.indexOf(name) !== index) {
      throw new LrpError('voc/class-twice', `class "${name}" is named twice; name it once`);
    }
  }
}
