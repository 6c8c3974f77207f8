import {FetchError} from './fetch-error.js';
import {redirectTarget} from './redirect-target.js';

/** So many redirects are followed. */
const mostRedirects = 5;

/**
 * Asks for an address and follows its redirects.
 *
 * @returns The first answer that is no redirect, its body not read yet.
 * @throws  FetchError `fetch/redirect`; what Node's fetch throws where no answer comes.
 */
export async function openResponse(
  url: string,
  {
    headers,
    signal,
  }: {readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal},
): Promise<Response> {
  let at = new URL(url);
  for (let followed = 0; followed <= mostRedirects; followed++) {
    const response = await fetch(at, {headers: {...headers}, redirect: 'manual', signal});
    if (![301, 302, 303, 307, 308].includes(response.status)) return response;
    await response.body?.cancel();
    at = redirectTarget(at, response.headers.get('location'));
  }
  throw new FetchError(
    'redirect',
    `"${url}" redirects more than ${mostRedirects} times; it may lead in a circle`,
  );
}
