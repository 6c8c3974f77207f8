import {consistencyNotes, consistencyTable} from '../../evaluate/consistency/consistency-table.js';
import {
  localisationNotes,
  localisationTable,
} from '../../evaluate/localisation/localisation-table.js';
import {formatMeasureCall} from '../../measures/check-arguments.js';
import {findFamily} from '../../measures/families.js';
import type {Evaluation} from '../../measures/evaluation.js';
import type {TextTable} from '../../plot/ledger-table.js';
import type {Section} from '../../plot/page-section.js';
import {evaluationSections} from '../../report/evaluation/evaluation-sections.js';
import {markNotes, methodsTable, scoreTables} from '../../report/evaluation/score-tables.js';
import type {EvaluationFinding} from './evaluation-finding.js';

/** A table with what it shows and what its numbers are. */
export interface NotedTable {
  readonly caption: string;
  readonly table: TextTable;
  readonly notes: readonly string[];
}

/** An evaluation as tables, for terminals and notebooks. */
export function evaluationTables(finding: EvaluationFinding): readonly NotedTable[] {
  const {evaluation, notes} = finding;
  const own = [
    ...scoreTables(finding),
    {caption: 'ranks, cost and time', table: methodsTable(finding)},
  ];
  const last = own.length - 1;
  return [
    ...own.map((table, index) => ({
      ...table,
      notes: index < last ? [] : [...markNotes, ...runNotes(evaluation), ...notes],
    })),
    ...furtherTables(finding),
  ];
}

/** What of an evaluation is not in its scores. */
function furtherTables({localisation, consistency}: EvaluationFinding): readonly NotedTable[] {
  const ofMass =
    localisation === null
      ? []
      : [
          {
            caption: 'localisation by class, beside relevance that is spread evenly',
            table: localisationTable(localisation),
            notes: localisationNotes(localisation),
          },
        ];
  const ofLedgers =
    consistency === null
      ? []
      : [
          {
            caption: 'consistency of plans, by their ledgers',
            table: consistencyTable(consistency),
            notes: consistencyNotes(consistency),
          },
        ];
  return [...ofMass, ...ofLedgers];
}

/** What was measured, and on what. */
function runNotes({rows, families, data, seed, engine}: Evaluation): readonly string[] {
  const calls = families.map(({name, arguments: given}) =>
    formatMeasureCall(findFamily(name)!, given),
  );
  const pictures = new Set(rows.map(({id}) => id)).size;
  return [
    `${calls.join(', ')}: ${rows.length} maps of ${pictures} pictures of split "${data.split}" of ${data.folder}, seed ${seed}, on ${engine}`,
  ];
}

/** An evaluation as sections of a page. */
export function findingSections(finding: EvaluationFinding): readonly Section[] {
  const {name, evaluation} = finding;
  const title = `Evaluation${name === null ? '' : ` ${name}`}: ${evaluation.model.name}`;
  return [
    {kind: 'heading', text: title},
    ...evaluationSections(finding, finding.pictures),
    ...furtherTables(finding).flatMap(({caption, table, notes}): readonly Section[] => [
      {kind: 'table', caption, table},
      ...(notes.length === 0 ? [] : [{kind: 'notes', lines: notes} as const]),
    ]),
  ];
}
