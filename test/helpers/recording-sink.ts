import type {MimeBundle} from '../../src/plot/mime-bundle.js';
import type {CellSink} from '../../src/session/cell-sink.js';

/** A sink that keeps what it is given. */
export interface RecordingSink extends CellSink {
  readonly lines: string[];
  readonly warnings: string[];
  readonly bundles: MimeBundle[];
  /** Bundles with an id, in order. */
  readonly updates: {readonly id: string; readonly bundle: MimeBundle}[];
}

/** Makes a sink for tests. */
export function recordingSink(): RecordingSink {
  const lines: string[] = [];
  const warnings: string[] = [];
  const bundles: MimeBundle[] = [];
  const updates: {id: string; bundle: MimeBundle}[] = [];
  return {
    lines,
    warnings,
    bundles,
    updates,
    text: line => lines.push(line),
    warning: text => warnings.push(text),
    display: (bundle, id) => {
      if (id === undefined) bundles.push(bundle);
      else updates.push({id, bundle});
    },
  };
}
