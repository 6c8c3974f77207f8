import {currentCell} from './cell-context.js';
import {toBundle} from './result-bundle.js';
import type {TslabDisplayData, TslabJupyter} from './tslab-api.js';

/** Makes `tslab.display` and `tslab.newDisplay` show in the cell that calls them. @returns Undoes it. */
export function connectTslabDisplay(jupyter: TslabJupyter): () => void {
  const before = jupyter.lastWriteDisplayData;
  const write = ({data, metadata, transient}: TslabDisplayData): void => {
    const bundle = toBundle({data, metadata});
    if (bundle === null)
      throw new TypeError('tslab.display: the mime type must be like "text/html"');
    currentCell()?.io.display(bundle, transient?.display_id);
  };
  jupyter.lastWriteDisplayData = write;
  return () => {
    if (jupyter.lastWriteDisplayData === write) jupyter.lastWriteDisplayData = before;
  };
}
