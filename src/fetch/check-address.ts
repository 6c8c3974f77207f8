import {FetchError} from './fetch-error.js';

/** Whether `--from` names an address, not a file. */
export function isAddress(from: string): boolean {
  return /^https?:\/\//i.test(from);
}

/**
 * Refuses an address that cannot be read, or that carries a name or password. It is not printed: it may hold
 * a secret.
 *
 * @throws FetchError `fetch/address`.
 */
export function checkAddress(address: string): void {
  if (!URL.canParse(address)) {
    throw new FetchError(
      'address',
      'what --from gives is no address; write http://HOST/PATH, https://HOST/PATH or the path of a file',
    );
  }
  const {username, password, origin} = new URL(address);
  if (username === '' && password === '') return;
  throw new FetchError(
    'address',
    `the address at "${origin}" has a name or password in it, which lrplab does not send; fetch the file with a program that does (curl -u NAME -O), and give it with --from FILE`,
  );
}
