import {didYouMean} from '../errors/suggest.js';
import {FetchError} from './fetch-error.js';
import type {Source} from './source.js';
import {sources} from './sources.js';

/** @throws FetchError `fetch/unknown` with the names there are. */
export function findSource(name: string, among: readonly Source[] = sources): Source {
  const found = among.find(source => source.name === name.toLowerCase());
  if (found !== undefined) return found;
  const names = among.map(source => source.name);
  const hint = didYouMean(name, names);
  throw new FetchError(
    'unknown',
    `"${name}" is not known here; ${hint === null ? '' : `${hint} `}there are ${names.join(', ')} (lrplab fetch --list)`,
  );
}
