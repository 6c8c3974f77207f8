import {styleText} from 'node:util';
import Table from 'cli-table3';
import type {TextTable} from '../plot/ledger-table.js';
import {harmless} from './harmless.js';

/**
 * Where a command writes: results to `out`, everything about the work to `error`. Names of files, layers and
 * classes may hold anything, so control characters other than line ends and tabs are replaced.
 */
export interface Console {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** As `out` and `error`, for text that is coloured and harmless already. */
  readonly outStyled: (text: string) => void;
  readonly errorStyled: (text: string) => void;
  /** Whether `out` and `error` are terminals, so that colours and progress make sense. */
  readonly outIsTerminal: boolean;
  readonly errorIsTerminal: boolean;
}

/** The process's own streams. `NO_COLOR` counts as no terminal for colours. */
export function processConsole(): Console {
  const outStyled = (text: string): void => void process.stdout.write(`${text}\n`);
  const errorStyled = (text: string): void => void process.stderr.write(`${text}\n`);
  return {
    out: text => outStyled(harmless(text)),
    error: text => errorStyled(harmless(text)),
    outStyled,
    errorStyled,
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
    head: headers.map(harmless).map(header => (colour ? styleText('bold', header) : header)),
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

/** A value as JSON for programs and people: control characters are escaped, not replaced. */
export function formatJson(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(
    /[\u007f-\u009f]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
