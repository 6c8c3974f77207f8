import type {Localisation} from '../evaluate/localisation/localisation.js';
import {localisationNotes, localisationTable} from '../evaluate/localisation/localisation-table.js';
import type {Section} from '../plot/page-section.js';

/** A localisation run as sections of a page. */
export function localisationSections(result: Localisation): readonly Section[] {
  return [
    {kind: 'heading', text: `Localisation: ${result.model}`},
    {
      kind: 'table',
      caption: 'Share of positive relevance inside the boxes of the class',
      table: localisationTable(result),
    },
    {kind: 'notes', lines: localisationNotes(result)},
  ];
}
