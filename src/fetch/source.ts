/** What a file must hash to. */
export interface Checksum {
  readonly algorithm: 'sha256' | 'md5';
  /** Lower-case hexadecimal. */
  readonly hex: string;
}

export interface LicenceNote {
  readonly name: string;
  /** Where the terms stand. */
  readonly url: string;
  /** What a person should know before using the data; whole sentences. */
  readonly note: string;
}

/** What a tar archive may hold: all of it lies below `root`, and nothing is larger than this. */
export interface ArchiveLimits {
  /** First folder of every path in the archive, such as `VOCdevkit`. */
  readonly root: string;
  readonly maxEntries: number;
  /** Bytes of one file, and of all together. */
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
}

/** Something that `lrplab fetch` knows where to get. */
export interface Source {
  /** What a person types. */
  readonly name: string;
  readonly title: string;
  /** Name of the file as it is published. */
  readonly file: string;
  /** Null for a file that is used as it is. */
  readonly archive: ArchiveLimits | null;
  /** Places that have the same file, the official ones first; tried in this order. */
  readonly urls: readonly string[];
  /** Exact size in bytes; null where it is published rounded only. */
  readonly bytes: number | null;
  /** More than this is never taken. */
  readonly maxBytes: number;
  readonly checksum: Checksum;
  /** Who says so. */
  readonly checksumFrom: string;
  readonly licence: LicenceNote;
  /** What to write next; `{path}` stands for the file, or the folder that the archive becomes. */
  readonly next: readonly string[];
}
