import type {Figure} from '../plot/figure.js';

/** What a cell shows, in every form a front end may want; `bundleOf` packs it. */
export interface InlineOutput {
  /** Interactive; null where a table says it all. */
  readonly figure: Figure | null;
  /** The same as a picture, for where no script runs. */
  readonly png: Uint8Array | null;
  /** What the picture shows, for those who cannot see it. Plain text. */
  readonly alt: string;
  /** Stands below the picture: escaped, without scripts and styles of its own, such as tables. */
  readonly html: string;
  /** For terminals and logs: useful without any of the above. */
  readonly text: string;
}
