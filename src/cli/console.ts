import {styleText} from 'node:util';
import Table from 'cli-table3';
import type {TextTable} from '../plot/ledger-table.js';
import {harmless} from './harmless.js';

/** Where a command writes: results to `out`, everything about the work to `error`. */
export interface Console {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Whether `out` and `error` are terminals, so that colours and progress make sense. */
  readonly outIsTerminal: boolean;
  readonly errorIsTerminal: boolean;
}

/** The process's own streams. `NO_COLOR` counts as no terminal for colours. */
export function processConsole(): Console {
  return {
    out: text => void process.stdout.write(`${text}\n`),
    error: text => void process.stderr.write(`${text}\n`),
    outIsTerminal: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
    errorIsTerminal: process.stderr.isTTY === true && process.env['NO_COLOR'] === undefined,
  };
}

const plain = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** A table as aligned text without borders. */
export function formatTable(
  {headers, rows, align}: TextTable,
  {colour = false}: {readonly colour?: boolean} = {},
): string {
  const table = new Table({
    head: headers.map(header => (colour ? styleText('bold', header) : header)),
    colAligns: [...align],
    chars: plain,
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true},
  });
  for (const row of rows) table.push(row.map(harmless));
  return table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n');
}
