import {LrpError} from '../errors/lrp-error.js';
import {describeValue, readShares} from './read-shares.js';
import type {Share} from './share.js';

/**
 * Calls the function of a rule's shares and reads what it returns, whatever that is.
 *
 * @throws LrpError `rule/shares` where it throws or returns no shares.
 */
export function evaluateShares(
  make: (parameters: Readonly<Record<string, number>>) => unknown,
  name: string,
  parameters: Readonly<Record<string, number>>,
): readonly Share[] {
  const where = `rule "${name}"`;
  let made: unknown;
  try {
    made = make(Object.freeze({...parameters}));
  } catch (error) {
    if (error instanceof LrpError && error.code === 'rule/shares') throw error;
    const reason = error instanceof Error ? error.message : describeValue(error);
    throw new LrpError('rule/shares', `${where}: ${reason}`, {cause: error});
  }
  const hasBounds = Object.hasOwn(parameters, 'low') && Object.hasOwn(parameters, 'high');
  return readShares(made, where, hasBounds);
}
