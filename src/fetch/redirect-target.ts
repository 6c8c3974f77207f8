import {FetchError} from './fetch-error.js';

/**
 * Where a redirect leads.
 *
 * @throws FetchError `fetch/redirect` where it leads nowhere, away from http, back from https to http, or carries a password.
 */
export function redirectTarget(from: URL, location: string | null): URL {
  const refuse = (reason: string): FetchError =>
    new FetchError('redirect', `"${from.origin}" redirects ${reason}`);
  if (location === null) throw refuse('without saying where to');
  const target = URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (target === null) throw refuse('to something that is no address');
  if (target.protocol !== 'https:' && target.protocol !== 'http:')
    throw refuse(`to a "${target.protocol}" address; http and https are followed`);
  if (from.protocol === 'https:' && target.protocol === 'http:')
    throw refuse(`from https to http ("${target.origin}"), which is not followed`);
  if (target.username !== '' || target.password !== '')
    throw refuse('to an address with a password in it, which is not followed');
  return target;
}
