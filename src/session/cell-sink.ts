import type {MimeBundle} from '../plot/mime-bundle.js';

/** Where a running cell reports to: a kernel, a stock tslab, a terminal. */
export interface CellSink {
  /** One line of plain output. */
  readonly text: (line: string) => void;
  /** Something the reader should know, such as a warning's frame. */
  readonly warning: (text: string) => void;
  /**
   * Shows a bundle. With `id` the output can be replaced later in its place: the first call with an id makes
   * it, further ones update it.
   */
  readonly display: (bundle: MimeBundle, id?: string) => void;
}
