import {extname} from 'node:path';
import {encodeNpy} from '../data/npy.js';
import {encodeNpz} from '../data/npz.js';
import {LrpError} from '../errors/lrp-error.js';
import type {Explained, ExplainedPlan} from '../explain/explained.js';
import type {Ledger} from '../ledger/ledger.js';
import {reportPage} from '../plot/html.js';
import type {Section} from '../plot/page-section.js';
import {encodePng} from '../plot/png.js';
import {renderGrid} from '../plot/render-grid.js';
import {pictureGrid} from '../report/pictures.js';
import {safeNames} from './safe-name.js';

/** All rows of a plan as one array [rows, …input shape]. */
function stack(relevance: readonly Float32Array[]): Float32Array {
  const size = relevance[0]!.length;
  const data = new Float32Array(size * relevance.length);
  relevance.forEach((row, index) => {
    data.set(row, index * size);
  });
  return data;
}

/** A plan's ledger as the file that `--ledger` writes. */
export function ledgerOf(explained: Explained, {plan, ledger}: ExplainedPlan): Ledger {
  return {version: 1, model: explained.graph.name, plan: plan.name, samples: ledger};
}

/** Rows that one PNG holds. */
const mostRows = 24;

/** Says how many rows a PNG has no room for; null where it holds all. */
export function leftOutNote(path: string, {rows}: Explained): string | null {
  return rows.length <= mostRows
    ? null
    : `${path}: the first ${mostRows} of ${rows.length} rows; save .npy or .npz for all`;
}

/** The picture grid of an explanation as PNG: its first rows. */
export function heatmapPng(explained: Explained, path: string): Uint8Array {
  const grid = pictureGrid(explained, 'Relevance', mostRows);
  if (grid === null)
    throw new LrpError(
      'save/no-picture',
      `${path}: the input of model "${explained.graph.name}" is no picture; save .npy, .npz or .html instead`,
    );
  return encodePng(renderGrid(grid));
}

/**
 * An explanation as a file of the kind its name ends with: `.npy` (one plan: [rows, …input shape]),
 * `.npz` (`relevance.PLAN`, the plan's name as `safeName` has it, `logits`, `targets`), `.json` (ledgers), `.png`, `.html`.
 *
 * @throws LrpError `save/…` where the explanation does not fit the kind of file.
 */
export function savedFile(
  path: string,
  explained: Explained,
  sections: readonly Section[],
): Uint8Array | string {
  const {plans, rows, shape} = explained;
  const array = (plan: ExplainedPlan) => ({
    shape: [rows.length, ...shape],
    data: stack(plan.relevance),
  });
  switch (extname(path).toLowerCase()) {
    case '.npy': {
      if (plans.length > 1)
        throw new LrpError(
          'save/one-plan',
          `${path}: an .npy file holds one plan, but ${plans.length} were run; save .npz instead`,
        );
      const {shape: full, data} = array(plans[0]!);
      return encodeNpy(full, data);
    }
    case '.npz': {
      const names = safeNames(plans.map(plan => plan.plan.name));
      return encodeNpz([
        ...plans.map((plan, index) => ({name: `relevance.${names[index]}`, ...array(plan)})),
        {
          name: 'logits',
          shape: [rows.length, rows[0]!.logits.length],
          data: stack(rows.map(row => row.logits)),
        },
        {name: 'targets', shape: [rows.length], data: Float32Array.from(rows, row => row.target)},
      ]);
    }
    case '.json': {
      const ledgers = plans.map(plan => ledgerOf(explained, plan));
      return `${JSON.stringify(ledgers.length === 1 ? ledgers[0] : {version: 1, ledgers}, null, 1)}\n`;
    }
    case '.png':
      return heatmapPng(explained, path);
    case '.html':
      return reportPage({title: `Relevance: ${explained.graph.name}`, sections, plotly: 'embed'});
    default:
      throw new LrpError(
        'save/extension',
        `${path}: results are saved as .npy, .npz, .json, .png or .html`,
      );
  }
}
