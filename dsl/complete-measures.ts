import {baselines} from '../src/measures/baselines.js';
import {describeAllowed, describeMeasureCall} from '../src/measures/check-arguments.js';
import {families} from '../src/measures/families.js';
import type {ScriptCompletion, Site} from './completion-site.js';
import {openMeasureCall} from './open-measure-call.js';
import {readName} from './read-values.js';
import * as t from './tokens.js';

/** Families that the statement does not have yet, and `all` at its beginning. */
export function familyItems({cursor: {line}}: Site): readonly ScriptCompletion[] {
  const listed = new Set(line.map(({image}) => image));
  return [
    ...families
      .filter(({name}) => !listed.has(name))
      .map(
        (spec): ScriptCompletion => ({
          ...{text: spec.name, type: 'function'},
          ...{signature: describeMeasureCall(spec), detail: spec.meaning},
        }),
      ),
    ...(line.length > 1
      ? []
      : [{text: 'all', type: 'keyword' as const, detail: 'every family, with its defaults'}]),
  ];
}

/** Baselines, where methods of an `evaluate` stand. */
export function baselineItems({cursor: {line, from}}: Site): readonly ScriptCompletion[] {
  if (!t.isA(line[0], t.Evaluate)) return [];
  const listed = new Set(
    line.filter(({startOffset}) => startOffset < from).map(token => readName('', token).text),
  );
  return baselines
    .filter(({name}) => !listed.has(name))
    .map(spec => ({
      ...{text: spec.name, type: 'function'},
      ...{signature: describeMeasureCall(spec), detail: `baseline: ${spec.meaning}`},
    }));
}

/** `region=`, `fill=`: parameters of a family or baseline that have no argument yet. */
export function measureParameterItems({cursor}: Site): readonly ScriptCompletion[] {
  return (openMeasureCall(cursor.line)?.free ?? []).map(parameter => ({
    text: `${parameter.name}=`,
    type: 'property',
    detail: `${parameter.meaning} (${describeAllowed(parameter)}; default ${parameter.default})`,
  }));
}

/** Words that an argument can be. */
export function argumentWordItems({cursor}: Site): readonly ScriptCompletion[] {
  const current = openMeasureCall(cursor.line)?.current ?? null;
  if (current?.type !== 'word') return [];
  return current.words.map(text => ({text, type: 'keyword', detail: current.meaning}));
}
