import type {ScriptCompletion, Site} from './completion-site.js';
import {statementWords} from './check-statements.js';
import {unquote} from './lex.js';
import * as t from './tokens.js';

/** Files a statement reads or writes, by the ending of their names; null where any can be. */
function suitable({cursor: {line}}: Site): RegExp | null {
  switch (line[0]?.tokenType) {
    case t.Model:
      return /\.(onnx|json|h5|hdf5|keras|safetensors)$/i;
    case t.Dataset:
      // A folder.
      return /^$/;
    case t.Image:
      return /\.(png|jpe?g|gif|webp|tiff?|bmp|avif|svg)$/i;
    case t.Input:
      return /\.npy$/i;
    case t.Include:
      return /\.lrp$/i;
    case t.Export:
      return /\.onnx$/i;
    case t.Save:
      return new RegExp(`(${statementWords.save.join('|').replaceAll('.', '\\.')})$`, 'i');
    default:
      return null;
  }
}

/** True for a folder, or a prefix such as `lrplab:`: one goes on in it. */
function isOpen(entry: string): boolean {
  return /[/:]$/.test(entry);
}

/** What is in the folder of a path, as far as it begins like the path: paths as the context gives them. */
function entries(path: string, site: Site): readonly string[] {
  const folder = /^(?:.*\/|[a-z]+:)?/su.exec(path)![0];
  const rest = path.slice(folder.length);
  const endings = suitable(site);
  return site.context.files(folder).filter(entry => {
    const name = entry.slice(folder.length);
    if (name.startsWith('.') && !rest.startsWith('.')) return false;
    if (!entry.toLowerCase().startsWith(path.toLowerCase())) return false;
    return isOpen(entry) || (endings?.test(entry) ?? true);
  });
}

/** Paths for a text whose first quote is typed; they replace what stands behind the quote. */
export function quotedPathItems(site: Site): readonly ScriptCompletion[] {
  const typed = unquote(`${site.cursor.typed}"`);
  if (typed === null) return [];
  return entries(typed, site).map(entry => ({
    text: JSON.stringify(entry).slice(1, -1),
    type: 'path',
  }));
}

/** Paths where no quote stands yet; a folder is left open, so that one can go on in it. */
export function pathItems(site: Site): readonly ScriptCompletion[] {
  return entries('', site).map(entry => {
    const text = JSON.stringify(entry);
    return {text: isOpen(entry) ? text.slice(0, -1) : text, type: 'path'};
  });
}
