import {alignDecimals, formatQuantity, formatShare} from '../plot/format-quantity.js';
import type {TextTable} from '../plot/ledger-table.js';
import type {Section} from '../plot/page-section.js';
import type {Constancy, LayerConstancy} from '../taylor/constancy.js';
import type {LayerPreconditions, Preconditions} from '../taylor/taylor-preconditions.js';
import type {MinMaxError} from '../taylor/train-min-max.js';

/** A column: its header, and what it says of a row. */
interface Column<Row> {
  readonly header: string;
  readonly align: 'left' | 'right';
  readonly text: (row: Row) => string;
  /** Whether decimal points stand below each other. */
  readonly decimals?: boolean;
}

function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): TextTable {
  const cells = columns.map(({text, decimals = false}) => {
    const own = rows.map(text);
    return decimals ? alignDecimals(own) : own;
  });
  return {
    headers: columns.map(({header}) => header),
    align: columns.map(({align}) => align),
    rows: rows.map((_, row) => cells.map(column => column[row]!)),
  };
}

/** A share, or a dash where there is none. */
const share = (value: number | null): string =>
  value === null || Number.isNaN(value) ? '–' : formatShare(value);

/** A deviation, or a dash where nothing was compared. */
const deviation = (value: number): string => (Number.isNaN(value) ? '–' : formatQuantity(value));

const layerColumns: readonly Column<{
  readonly index: number;
  readonly name: string;
  readonly rule: string;
}>[] = [
  {header: '#', align: 'right', text: ({index}) => String(index)},
  {header: 'layer', align: 'left', text: ({name}) => name},
  {header: 'rule', align: 'left', text: ({rule}) => rule},
];

/** What deep Taylor presumes, a line a layer: how far it is so. */
export function preconditionsTable({layers}: Preconditions): TextTable {
  return tableOf<LayerPreconditions>(
    [
      ...layerColumns,
      {
        header: 'biases > 0',
        align: 'right',
        text: ({positiveBiases, biases}) => `${positiveBiases} of ${biases}`,
      },
      {header: 'inputs < 0', align: 'right', text: ({negativeInputs}) => share(negativeInputs)},
      {header: 'domain', align: 'left', text: ({domain}) => domain},
      {header: 'roots inside', align: 'right', text: ({rootsInside}) => share(rootsInside)},
      {
        header: 'no root',
        align: 'right',
        text: ({rootless, examined}) => `${rootless} of ${examined}`,
      },
      {header: 'R < 0', align: 'right', text: ({negativeRelevance}) => share(negativeRelevance)},
    ],
    layers,
  );
}

/** What the columns of `preconditionsTable` are. */
export function preconditionsNotes({neurons, seed, targets}: Preconditions): readonly string[] {
  return [
    `over ${targets.length} ${targets.length === 1 ? 'sample' : 'samples'}; deep Taylor presumes no bias above 0, no input below 0, roots inside the domain and no negative relevance`,
    `roots inside: of at most ${neurons} neurons with relevance a layer and sample (seed ${seed}), the share whose root point x̃ along the rule's direction the layer could be given`,
    'R < 0: Σ|R < 0| / Σ|R| at the output of the layer',
  ];
}

/** How constant c is, a line a layer: quantiles of |c(x̃) − c(x)| / |c(x)|. */
export function constancyTable({layers}: Constancy): TextTable {
  const examined = layers.filter(({skipped}) => skipped === null);
  const parts = examined[0]?.along.map(({part}) => part) ?? [];
  return tableOf<LayerConstancy>(
    [
      ...layerColumns,
      {header: 'neurons', align: 'right', text: ({examined: count}) => String(count)},
      ...['median', 'p90'].map(
        (which): Column<LayerConstancy> => ({
          ...{header: `near ${which}`, align: 'right', decimals: true},
          text: ({near}) => deviation(near[which as 'median' | 'p90']),
        }),
      ),
      ...parts.flatMap((part, at) => [
        ...(['median', 'p90'] as const).map(
          (which): Column<LayerConstancy> => ({
            ...{header: `${part} ${which}`, align: 'right', decimals: true},
            text: ({along}) => deviation(along[at]!.spread[which]),
          }),
        ),
        {
          ...{header: `${part} c = 0`, align: 'right' as const},
          text: ({along}: LayerConstancy) => share(along[at]!.spread.vanished),
        },
      ]),
    ],
    examined,
  );
}

/** What the columns of `constancyTable` are, and which layers are not in it. */
export function constancyNotes({
  layers,
  neurons,
  draws,
  radius,
  seed,
  targets,
}: Constancy): readonly string[] {
  return [
    `|c(x̃) − c(x)| / |c(x)| of R = x·c, over ${targets.length} ${targets.length === 1 ? 'sample' : 'samples'} and at most ${neurons} neurons a layer and sample (seed ${seed})`,
    `near: at ${draws} random points whose inputs differ by up to ${formatShare(radius)}; the other columns: at these parts of the way from x to the neuron's own root point`,
    'c = 0: points at which the neuron has no relevance left, as where another one wins a max pooling',
    ...layers.flatMap(({name, skipped}) => (skipped === null ? [] : [`${name}: ${skipped}`])),
  ];
}

/** The error of a relevance model as it learns, a line an epoch. */
export function minMaxTable(errors: readonly MinMaxError[]): TextTable {
  return tableOf<{readonly epoch: number} & MinMaxError>(
    [
      {header: 'epoch', align: 'right', text: ({epoch}) => String(epoch)},
      {
        ...{header: 'mean (R̂ − R)²', align: 'right', decimals: true},
        text: ({meanSquare}) => formatQuantity(meanSquare),
      },
      {
        ...{header: 'over mean R²', align: 'right', decimals: true},
        text: ({relative}) => deviation(relative),
      },
    ],
    errors.map((error, epoch) => ({epoch, ...error})),
  );
}

/** Both examinations as sections of a page. */
export function taylorSections(
  preconditions: Preconditions,
  constancy: Constancy,
): readonly Section[] {
  return [
    {kind: 'heading', text: `Deep Taylor on ${preconditions.model}, ${preconditions.plan}`},
    {
      kind: 'table',
      caption: 'What deep Taylor presumes, and how far it is so',
      table: preconditionsTable(preconditions),
    },
    {kind: 'notes', lines: preconditionsNotes(preconditions)},
    {kind: 'table', caption: 'How constant c is', table: constancyTable(constancy)},
    {kind: 'notes', lines: constancyNotes(constancy)},
  ];
}
