import {type FileHandle, open} from 'node:fs/promises';
import {sizeOf} from '../graph/graph.js';
import {floatsFrom} from './byte-order.js';
import {DataError, describeSystemError} from './data-error.js';
import {decodeNpyHead, longestHead, type NpyLayout} from './npy.js';

/** A float32 `.npy` file of which single rows are read, however large it is. Close when done. */
export class NpyRows {
  readonly path: string;
  /** [rows, …] */
  readonly shape: readonly number[];
  readonly #file: FileHandle;
  readonly #layout: NpyLayout;

  private constructor(path: string, file: FileHandle, layout: NpyLayout) {
    this.path = path;
    this.shape = layout.shape;
    this.#file = file;
    this.#layout = layout;
  }

  /** @throws DataError `npy/…` as `readNpy`, and `npy/order` where the file is column-major, so that no row stands in one piece. */
  static async open(path: string): Promise<NpyRows> {
    const file = await open(path, 'r').catch((error: unknown) => {
      throw failure(path, error);
    });
    try {
      const status = await file.stat();
      if (!status.isFile())
        throw new DataError('npy/not-a-file', path, 'this is no file; give the path of a file');
      const head = Buffer.alloc(Math.min(longestHead, status.size));
      await file.read(head, 0, head.length, 0);
      const layout = decodeNpyHead(head, status.size, {path});
      if (layout.fortranOrder && layout.shape.length > 1) {
        throw new DataError(
          'npy/order',
          path,
          'the numbers are column-major; save them with numpy.ascontiguousarray',
        );
      }
      return new NpyRows(path, file, layout);
    } catch (error) {
      await file.close();
      throw error instanceof DataError ? error : failure(path, error);
    }
  }

  /** The numbers of one row, […] without the first axis. */
  async read(row: number): Promise<Float32Array> {
    const bytes = Buffer.alloc(4 * sizeOf(this.shape.slice(1)));
    const {start, order} = this.#layout;
    const {bytesRead} = await this.#file
      .read(bytes, 0, bytes.length, start + row * bytes.length)
      .catch((error: unknown) => {
        throw failure(this.path, error);
      });
    if (bytesRead < bytes.length)
      throw new DataError('npy/truncated', this.path, `the file ends inside row ${row}`);
    return floatsFrom(bytes, order);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function failure(path: string, error: unknown): DataError {
  const reason = describeSystemError(error);
  const code = reason === 'there is no such file' ? 'npy/missing' : 'npy/unreadable';
  return new DataError(code, path, `${reason}; it cannot be read`, {cause: error});
}
