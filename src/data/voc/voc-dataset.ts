/** A rectangle in pixels of the picture, counted from 0 at its top left; right and bottom are outside. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** One annotated object. */
export interface VocObject {
  readonly className: string;
  readonly box: PixelBox;
  readonly difficult: boolean;
  readonly truncated: boolean;
}

/** One picture of a devkit with what its annotation says. */
export interface VocSample {
  /** Such as `2008_000008`. */
  readonly id: string;
  /** Path of the picture. */
  readonly image: string;
  readonly width: number;
  readonly height: number;
  /** Size of the picture's file. */
  readonly bytes: number;
  /** Of the picture's file, hexadecimal; null where only its header was read. */
  readonly sha256: string | null;
  readonly objects: readonly VocObject[];
  /** The part of the picture that is meant, where it is not all of it; it may reach over the borders. */
  readonly window?: PixelBox;
}

/**
 * What a sample says of a class: 1 it is there, -1 it is not, 0 only instances marked difficult are there
 * (such samples count neither way in training and scores).
 */
export type VocLabel = 1 | 0 | -1;

/** A file of the data set that could not be used, or is odd. */
export interface BrokenFile {
  /** Id of the sample, or null where the file is not of one sample. */
  readonly id: string | null;
  readonly path: string;
  readonly code: string;
  readonly message: string;
  /** Whether what it says of is used all the same: the file is odd, but does no harm. */
  readonly kept: boolean;
}

/** Samples of one split (`train`, `val`, `trainval`, `test`) with labels for the classes asked for. */
export interface VocSplit {
  readonly folder: string;
  readonly split: string;
  readonly classes: readonly string[];
  readonly samples: readonly VocSample[];
  /** Row by row, [samples][classes]. */
  readonly labels: readonly (readonly VocLabel[])[];
  /** How many samples hold each class (label 1). */
  readonly counts: readonly number[];
  /** How many samples hold none of the classes (no 1 and no 0). */
  readonly others: number;
  readonly broken: readonly BrokenFile[];
  /** SHA-256 of the classes and, in order, ids, labels and the SHA-256 of the pictures' files: whether two runs saw the same data. */
  readonly hash: string;
}
