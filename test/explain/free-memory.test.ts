import test from 'ava';
import {freeMemory} from '../../src/explain/free-memory.js';

const machine = {platform: 'linux', free: 6e9, total: 16e9, limit: 0, used: 1e9} as const;

test('what is free is what the system says', t => {
  t.is(freeMemory(machine), 6e9);
});

test('a container allows no more than its limit, less what the process holds', t => {
  t.is(freeMemory({...machine, limit: 4e9}), 3e9);
  t.is(freeMemory({...machine, limit: 0.5e9}), 0);
});

test('a limit above what the machine has is none', t => {
  t.is(freeMemory({...machine, limit: 2 ** 63}), 6e9);
});

test('macOS keeps little free, so half of all counts as free there', t => {
  t.is(freeMemory({...machine, platform: 'darwin', free: 0.2e9}), 8e9);
});

test('this machine has free memory', t => {
  t.true(freeMemory() > 0);
});
