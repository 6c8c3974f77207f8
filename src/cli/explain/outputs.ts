import {extname} from 'node:path';
import {encodeNpy} from '../../data/npy.js';
import type {FileContent} from '../../data/write-file.js';
import {LrpError} from '../../errors/lrp-error.js';
import type {Explained} from '../../explain/explained.js';
import {reportPage} from '../../plot/html.js';
import {explainedSections} from '../../report/sections.js';
import {heatmapPng, savedFile} from '../../script/saved-files.js';
import type {ExplainSettings} from './explain-settings.js';
import {peakMemory} from './parse-memory.js';

/** The relevance as `.npz`, or of one plan as `.npy` whatever the name ends with. */
function relevanceFile(path: string, explained: Explained): Uint8Array | string {
  const {plans, rows, shape} = explained;
  if (extname(path).toLowerCase() === '.npz') return savedFile(path, explained, []);
  if (plans.length > 1) {
    throw new LrpError(
      'save/one-plan',
      `${path}: an .npy file holds one plan, but ${plans.length} were run; name an .npz file instead`,
    );
  }
  const size = plans[0]!.relevance[0]!.length;
  const data = new Float32Array(size * rows.length);
  plans[0]!.relevance.forEach((row, index) => {
    data.set(row, index * size);
  });
  return encodeNpy([rows.length, ...shape], data);
}

/** Everything that is to be written, made before the first file is. */
export function explainOutputs(
  explained: Explained,
  {out, ledger, png, html}: ExplainSettings,
): readonly FileContent[] {
  const title = `Relevance: ${explained.graph.name}`;
  const sections = html === undefined ? [] : explainedSections(explained);
  return [
    ...(out === undefined ? [] : [{path: out, content: relevanceFile(out, explained)}]),
    ...(ledger === undefined
      ? []
      : [{path: ledger, content: savedFile('ledger.json', explained, [])}]),
    ...(png === undefined ? [] : [{path: png, content: heatmapPng(explained, png)}]),
    ...(html === undefined
      ? []
      : [{path: html, content: reportPage({title, sections, plotly: 'embed'})}]),
  ];
}

/** What `--json` prints: of one plan its own fields, of several a list. */
export function explainSummary(explained: Explained): object {
  const plans = explained.plans.map(({plan, engine, cost, relevance}) => ({
    plan: plan.name,
    engine,
    cost,
    samples: explained.rows.map((row, index) => ({
      sample: row.sample,
      target: row.target,
      class: explained.graph.classes?.[row.target] ?? null,
      logit: row.logits[row.target],
      relevance: relevance[index]!.reduce((sum, value) => sum + value, 0),
    })),
  }));
  return {
    model: explained.graph.name,
    head: explained.graph.head,
    ...(plans.length === 1 ? plans[0] : {plans}),
    peakMemory: peakMemory(),
  };
}
