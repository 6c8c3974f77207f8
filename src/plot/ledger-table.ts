import type {LedgerLayer, LedgerSample} from '../ledger/ledger.js';
import {causes} from './causes.js';
import {alignDecimals, formatQuantity} from './format-quantity.js';

/** A table as text, for a page or a terminal. */
export interface TextTable {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** One a column. */
  readonly align: readonly ('left' | 'right')[];
}

export interface LedgerRowsOptions {
  /**
   * Leaves out causes that are zero in every layer.
   * @default false
   */
  readonly compact?: boolean;
}

type Column = {
  readonly header: string;
  readonly align: 'left' | 'right';
  readonly text: (layer: LedgerLayer) => string;
};

/**
 * One sample's ledger as text, a row a layer in forward order. Numbers have four significant digits
 * and stand with their decimal points below each other. NaN and infinity are printed as such.
 */
export function ledgerRows(
  sample: LedgerSample,
  {compact = false}: LedgerRowsOptions = {},
): TextTable {
  const {layers} = sample;
  const shown = causes.filter(({key}) => !compact || layers.some(layer => layer[key] !== 0));
  const columns: readonly Column[] = [
    {header: '#', align: 'right', text: ({index}) => (index === null ? '' : String(index))},
    {header: 'layer', align: 'left', text: ({name}) => name},
    {header: 'kind', align: 'left', text: ({kind}) => kind},
    {header: 'rule', align: 'left', text: ({rule}) => rule},
    number('ΣR out', layer => layer.relevanceOut),
    number('ΣR in', layer => layer.relevanceIn),
    ...shown.map(({key}) => number(key, layer => layer[key])),
    number('negative %', layer => Number((layer.negativeShare * 100).toPrecision(3))),
  ];
  const cells = columns.map(column => {
    const texts = layers.map(column.text);
    return column.header === '#' || column.align === 'left' ? texts : alignDecimals(texts);
  });
  return {
    headers: columns.map(({header}) => header),
    rows: layers.map((_, row) => cells.map(column => column[row]!)),
    align: columns.map(({align}) => align),
  };
}

function number(header: string, of: (layer: LedgerLayer) => number): Column {
  return {header, align: 'right', text: layer => formatQuantity(of(layer))};
}
