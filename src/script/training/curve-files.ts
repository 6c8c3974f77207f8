import {join} from 'node:path';
import type {FileContent} from '../../data/write-file.js';
import {curvesFigure} from '../../plot/curves.js';
import {reportPage} from '../../plot/html.js';
import type {Section} from '../../plot/page-section.js';
import {encodePng} from '../../plot/png.js';
import {renderCurves} from '../../plot/render-curves.js';
import {describePolicy} from '../../train/checkpoint-policy.js';
import type {RunRecord} from '../../train/run-record.js';
import {durationText} from './epoch-line.js';
import {scoreTable} from './score-table.js';
import {trainingCurves} from './training-curves.js';

/** What a run is called. */
export function runTitle({settings}: RunRecord): string {
  const {start, data} = settings;
  const name = start.kind === 'model' ? start.name : `VGG${start.depth}`;
  return `Training of ${name} for ${data.classes.join(', ')}`;
}

/** What a run has come to, in a line. */
export function runLine(record: RunRecord): string {
  const {bestEpoch, curves, settings, seconds, ended} = record;
  const end =
    ended === 'patience'
      ? `, ended after ${settings.patience} epochs of which none was kept`
      : ended === 'diverged'
        ? `, ended because the loss diverged in epoch ${curves.length + 1}`
        : ended === null
          ? `, of ${settings.epochs}`
          : '';
  return `${curves.length} epoch${curves.length === 1 ? '' : 's'} in ${durationText(seconds)}${end}; epoch ${bestEpoch ?? '–'} is kept (${settings.checkpoint}: ${describePolicy(settings.checkpoint)})`;
}

/** Curves in words, for those who cannot see them. */
export function curvesAlt(record: RunRecord): string {
  const [first, last] = [record.curves[0], record.curves.at(-1)];
  if (first === undefined || last === undefined) return runTitle(record);
  return `${runTitle(record)}: from epoch ${first.epoch} to ${last.epoch} the training loss goes from ${first.loss.toFixed(3)} to ${last.loss.toFixed(3)}, the validation loss from ${first.validationLoss.toFixed(3)} to ${last.validationLoss.toFixed(3)}`;
}

function sectionsOf(record: RunRecord, png: Uint8Array): readonly Section[] {
  const {settings, data, versions} = record;
  const list = (value: object): string => JSON.stringify(value, null, 1);
  return [
    {kind: 'heading', text: 'Curves'},
    {
      kind: 'figure',
      figure: curvesFigure(trainingCurves(runTitle(record), record.curves)),
      png,
      alt: curvesAlt(record),
      caption: `${runLine(record)}. Scores are of the split "${data.validation.split}" at a threshold of 0.5.`,
    },
    {kind: 'heading', text: 'Scores'},
    {
      kind: 'table',
      caption: `epoch ${record.bestEpoch ?? '–'} on "${data.validation.split}"`,
      table: scoreTable(record.validation?.scores ?? []),
    },
    {kind: 'heading', text: 'The run'},
    {kind: 'preformatted', text: list({settings, data, versions})},
  ];
}

/**
 * The curves of a run as files beside its model: `curves.png`, and `curves.html`, which opens offline. None of a run
 * without an epoch.
 */
export function curveFiles(
  folder: string,
  record: RunRecord,
  {html}: {readonly html: boolean},
): readonly FileContent[] {
  if (record.curves.length === 0) return [];
  const title = runTitle(record);
  const png = encodePng(renderCurves(trainingCurves(title, record.curves)));
  const page = (): FileContent => ({
    path: join(folder, 'curves.html'),
    content: reportPage({title, plotly: 'embed', sections: sectionsOf(record, png)}),
  });
  return [{path: join(folder, 'curves.png'), content: png}, ...(html ? [page()] : [])];
}
