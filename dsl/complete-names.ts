import {findPreset, presetNames, presetPaper} from '../src/plan/presets.js';
import type {ScriptCompletion, Site} from './completion-site.js';
import type {ContextName} from './language-context.js';
import {readName} from './read-values.js';
import * as t from './tokens.js';
import {isBareName, writeName} from './bare-name.js';

/** A name as it is typed: in quotes where it needs them or a quote stands already. */
function named(
  name: string,
  type: ScriptCompletion['type'],
  detail: string,
  {cursor}: Site,
): ScriptCompletion {
  const text = cursor.typed.startsWith('"') ? JSON.stringify(name) : writeName(name);
  return {text, type, detail};
}

/** Names of some kinds, those of the text first; with `above`, of the text only those made above. */
function namesOfKind(
  kinds: readonly ContextName['kind'][],
  {own, context, cursor}: Site,
  above: boolean,
): readonly ContextName[] {
  // The statement that is being written does not know the name it makes.
  const current = cursor.line[0]?.startOffset ?? cursor.from;
  const mine = own.names.filter(({start}) => !above || start < current);
  // Of the same name the nearest counts.
  const all = new Map<string, ContextName>();
  for (const name of [...mine, ...context.names]) {
    if (kinds.includes(name.kind) && !all.has(name.name)) all.set(name.name, name);
  }
  return [...all.values()];
}

/** Plans of the text and the context, sweeps where they can stand, then presets; without the plan whose header it is. */
export function planItems(site: Site): readonly ScriptCompletion[] {
  const {line, from} = site.cursor;
  const self = t.isA(line[0], t.Plan) && line[1] !== undefined ? readName('', line[1]).text : null;
  const takesSweeps = t.isA(line[0], t.Explain, t.Evaluate);
  const plans = [
    ...namesOfKind(['plan'], site, false),
    ...(takesSweeps ? namesOfKind(['sweep'], site, true) : []),
  ].filter(({name}) => name !== self);
  // A plan whose last line is still being written is no less a plan; a broken statement is none.
  const listed = new Set(
    line.filter(token => token.startOffset < from).map(token => readName('', token).text),
  );
  const own = new Set(plans.map(({name}) => name));
  const presets = presetNames.filter(name => findPreset(name) !== null && !own.has(name));
  return [
    ...plans.map(({name, detail}) => named(name, 'class', detail, site)),
    ...presets.map(name => named(name, 'class', presetPaper(name), site)),
  ].filter(({text}) => !listed.has(text));
}

/** Images and inputs that stand above, or come from elsewhere. */
export function inputItems(site: Site): readonly ScriptCompletion[] {
  const listed = new Set(site.cursor.line.map(token => readName('', token).text));
  return namesOfKind(['image', 'input'], site, true)
    .filter(({name}) => !listed.has(name))
    .map(({name, detail}) => named(name, 'instance', detail, site));
}

/** Data sets that stand above, or come from elsewhere. */
export function datasetItems(site: Site): readonly ScriptCompletion[] {
  return namesOfKind(['dataset'], site, true).map(({name, detail}) =>
    named(name, 'instance', detail, site),
  );
}

/** Classes of data sets in quotes, those of the model first. */
export function sampleClassItems({own, context}: Site): readonly ScriptCompletion[] {
  const classes = new Set([...(own.classes ?? context.classes ?? []), ...context.dataClasses]);
  return [...classes].map(name => ({text: JSON.stringify(name), type: 'instance'}));
}

function isBare({name}: ContextName): boolean {
  return isBareName(name);
}

function written({name, detail}: ContextName): ScriptCompletion {
  return {text: name, type: 'instance', detail};
}

/** Values of `let`; they never stand in quotes. */
export function letItems(site: Site): readonly ScriptCompletion[] {
  return namesOfKind(['let'], site, true).filter(isBare).map(written);
}

/** Values of `let` that can be a text, as far as one can see. */
export function textLetItems(site: Site): readonly ScriptCompletion[] {
  return letItems(site).filter(({detail = ''}) => !/^(number|list)|= *[[\d.-]/.test(detail));
}

/** Models loaded elsewhere, by their names. */
export function modelItems(site: Site): readonly ScriptCompletion[] {
  return site.context.names
    .filter(({kind}) => kind === 'model')
    .filter(isBare)
    .map(written);
}

/** Classes in quotes, with their numbers. */
export function classItems({own, context}: Site): readonly ScriptCompletion[] {
  const classes = own.classes ?? context.classes ?? [];
  return classes.map((name, index) => ({
    text: JSON.stringify(name),
    type: 'instance',
    detail: `class ${index}`,
  }));
}
