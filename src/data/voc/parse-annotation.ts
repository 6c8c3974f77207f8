import {XMLParser, XMLValidator} from 'fast-xml-parser';
import {didYouMean} from '../../errors/suggest.js';
import {DataError} from '../data-error.js';
import type {PixelBox, VocObject} from './voc-dataset.js';
import {vocClasses} from './voc-classes.js';

/** What an annotation says. */
export interface Annotation {
  /** As the annotation has it, a plain file name; null where it names none. */
  readonly filename: string | null;
  /** In pixels; null where it is not said. */
  readonly size: {readonly width: number; readonly height: number} | null;
  /** Boxes as annotated: not yet cut to the picture. */
  readonly objects: readonly VocObject[];
}

/** More objects than any picture holds: VOC2012 has 56 at most. */
const mostObjects = 10_000;

type Element = Readonly<Record<string, unknown>>;

/**
 * Reads an annotation of VOC2007–2012. Coordinates there are of pixels counted from 1, right and bottom included,
 * and may be fractions; parts, actions and poses are left out. Nothing is looked up outside the text.
 *
 * @param path For messages.
 * @throws DataError `voc/doctype` (document types may declare entities, so none is read), `voc/bad-xml`,
 *   `voc/no-annotation`, `voc/path-escape`, `voc/bad-object`, `voc/unknown-class`, `voc/no-box`, `voc/bad-box`.
 */
export function parseAnnotation(text: string, path: string): Annotation {
  const found = parse(text, path)['annotation'];
  // An element without children is the text in it.
  const root = typeof found === 'string' ? {} : found;
  if (!isElement(root)) {
    throw new DataError(
      'voc/no-annotation',
      path,
      'this is XML without an <annotation>; get the file again',
    );
  }
  const size = root['size'];
  const width = isElement(size) ? numberIn(size, 'width') : null;
  const height = isElement(size) ? numberIn(size, 'height') : null;
  const objects = (root['object'] ?? []) as readonly unknown[];
  if (objects.length > mostObjects) {
    throw bad(path, `${objects.length} objects; at most ${mostObjects} are read`);
  }
  return {
    filename: filenameOf(root, path),
    size: width === null || height === null ? null : {width, height},
    objects: objects.map((object, index) => objectOf(object, index + 1, path)),
  };
}

function parse(text: string, path: string): Element {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) {
    throw new DataError(
      'voc/doctype',
      path,
      'it declares a document type, which may name entities and other files; none is read; remove <!DOCTYPE …>',
    );
  }
  try {
    const verdict = XMLValidator.validate(text);
    if (verdict !== true) {
      throw new Error(`line ${verdict.err.line}: ${verdict.err.msg.replace(/\.$/, '')}`);
    }
    return new XMLParser({
      ignoreAttributes: true,
      parseTagValue: false,
      processEntities: false,
      isArray: name => name === 'object',
    }).parse(text) as Element;
  } catch (error) {
    // It quotes the file, which may be one long tag.
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, 200);
    throw new DataError(
      'voc/bad-xml',
      path,
      `it is not well-formed XML (${reason}); get it again`,
      {
        cause: error,
      },
    );
  }
}

/** Pictures are found by id; a name that climbs out of the devkit says that someone tampered with the file. */
function filenameOf(root: Element, path: string): string | null {
  const filename = textIn(root, 'filename');
  if (filename === null || filename === '') return null;
  if (/[/\\\0]/.test(filename) || filename === '..' || filename === '.') {
    throw new DataError(
      'voc/path-escape',
      path,
      `its filename "${filename.slice(0, 80)}" leads elsewhere; a plain name such as 2008_000008.jpg is allowed; nothing was opened there`,
    );
  }
  return filename;
}

function objectOf(object: unknown, number: number, path: string): VocObject {
  const name = isElement(object) ? textIn(object, 'name') : null;
  if (!isElement(object) || name === null) {
    throw bad(path, `object ${number} has no <name>`);
  }
  const where = `object ${number} ("${name.slice(0, 40)}")`;
  if (!vocClasses.includes(name)) {
    const hint = didYouMean(name, vocClasses) ?? 'the classes are the twenty of Pascal VOC';
    throw new DataError(
      'voc/unknown-class',
      path,
      `${where} is of no class of Pascal VOC; ${hint}`,
    );
  }
  const box = object['bndbox'];
  if (!isElement(box)) {
    throw new DataError(
      'voc/no-box',
      path,
      `${where} has no <bndbox>; write xmin, ymin, xmax and ymax, or get the file again`,
    );
  }
  return {
    className: name,
    box: boxOf(box, where, path),
    difficult: textIn(object, 'difficult') === '1',
    truncated: textIn(object, 'truncated') === '1',
  };
}

function boxOf(box: Element, where: string, path: string): PixelBox {
  const [xmin, ymin, xmax, ymax] = ['xmin', 'ymin', 'xmax', 'ymax'].map(name => {
    const value = numberIn(box, name);
    if (value !== null) return value;
    throw badBox(path, `${where}: ${name} is ${quoted(box[name])}, not a number`);
  }) as [number, number, number, number];
  // A pixel at least: xmin = xmax is one pixel wide.
  if (xmax < xmin || ymax < ymin) {
    throw badBox(path, `${where}: xmin…xmax is ${xmin}…${xmax}, ymin…ymax ${ymin}…${ymax}`);
  }
  return {left: xmin - 1, top: ymin - 1, right: xmax, bottom: ymax};
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `"${value.slice(0, 40)}"` : 'missing';
}

function bad(path: string, what: string): DataError {
  return new DataError('voc/bad-object', path, `${what}; get the file again`);
}

function badBox(path: string, what: string): DataError {
  return new DataError('voc/bad-box', path, `${what}; correct the box, or get the file again`);
}

function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textIn(element: Element, name: string): string | null {
  const value = element[name];
  return typeof value === 'string' ? value.trim() : null;
}

/** A plain decimal number; signs, exponents and words are none. */
function numberIn(element: Element, name: string): number | null {
  const text = textIn(element, name) ?? '';
  return /^-?\d{1,9}(?:\.\d{1,20})?$/.test(text) ? Number(text) : null;
}
