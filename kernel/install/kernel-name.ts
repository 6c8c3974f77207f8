import {LrpError} from '../../src/errors/lrp-error.js';

/**
 * Brings a kernel's name into the form Jupyter keeps it in, lower case.
 *
 * @throws LrpError `kernel/name` where Jupyter would not list it, or where it would be another folder.
 */
export function checkKernelName(name: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(name)) return name.toLowerCase();
  throw new LrpError(
    'kernel/name',
    `kernel name ${JSON.stringify(name)}: expected up to 100 letters, digits, ".", "_" or "-", the first no "." or "-", such as lrplab`,
  );
}

/** @throws LrpError `kernel/display-name` where a menu could not show it. */
export function checkDisplayName(name: string): string {
  if (name.trim() !== '' && name.length <= 100 && !/\p{Cc}/u.test(name)) return name;
  throw new LrpError(
    'kernel/display-name',
    `display name ${JSON.stringify(name)}: expected one line of 1 to 100 characters`,
  );
}
