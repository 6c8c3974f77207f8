import test from 'ava';
import {areSameGraph, hashGraph} from '../../src/explain/hash-graph.js';
import type {PlanRunner} from '../../src/explain/plan-runner.js';
import {RunnerCache} from '../../src/explain/runner-cache.js';
import type {Graph} from '../../src/graph/graph.js';
import {GraphBuilder, nested, tensorOf} from '../helpers/graph-builder.js';
import {uniformPlan} from '../helpers/make-plan.js';

function makeNet(last = 6): Graph {
  const builder = new GraphBuilder([2]);
  builder.dense(
    nested([
      [1, 2],
      [3, 4],
      [5, last],
    ]),
    null,
  );
  return {...builder.build(), classes: ['a', 'b', 'c']};
}

const net = makeNet();
const zplus = uniformPlan(net, {kind: 'zplus', bias: 'include', stabiliser: 1e-6});
const zero = uniformPlan(net, {kind: 'zero', bias: 'include', stabiliser: 1e-9});
const x = tensorOf([1, 2], [1, 2]);

/** Whether a program can still be run. */
async function isAlive(runner: PlanRunner): Promise<boolean> {
  return runner.run(x, [[0]]).then(
    () => true,
    () => false,
  );
}

test('equal plans on an equal network find their program, whichever objects say so', async t => {
  const cache = new RunnerCache();
  const first = await cache.lease(net, [zplus]);
  t.false(first.wasReady);
  await first.release();
  const again = await cache.lease(makeNet(), [{...zplus, warnings: []}]);
  t.true(again.wasReady);
  t.is(again.runner, first.runner);
  await again.release();
  await cache.dispose();
});

test('another rule, name, target count, ledger, weight or class name is another program', async t => {
  const cache = new RunnerCache({mostRunners: 20});
  const renamed = {...net, classes: ['a', 'b', 'd']};
  const leases = [
    await cache.lease(net, [zplus]),
    await cache.lease(net, [zero]),
    await cache.lease(net, [{...zplus, name: 'other'}]),
    await cache.lease(net, [zplus, zero]),
    await cache.lease(net, [zplus], {targets: 2}),
    await cache.lease(net, [zplus], {ledger: false}),
    await cache.lease(makeNet(7), [zplus]),
    await cache.lease(renamed, [zplus]),
  ];
  t.true(leases.every(({wasReady}) => !wasReady));
  t.is(new Set(leases.map(({runner}) => runner)).size, leases.length);
  for (const lease of leases) await lease.release();
  await cache.dispose();
  t.is(cache.size, 0);
});

test('of too many programs the longest unused go, and are disposed', async t => {
  const cache = new RunnerCache({mostRunners: 2});
  const runners: PlanRunner[] = [];
  for (const targets of [1, 2, 3]) {
    const lease = await cache.lease(net, [zplus], {targets});
    runners.push(lease.runner);
    await lease.release();
    // The first is used again, so that the second is the longest unused.
    if (targets === 2) await (await cache.lease(net, [zplus], {targets: 1})).release();
  }
  t.is(cache.size, 2);
  t.true(await isAlive(runners[0]!));
  t.true((await cache.lease(net, [zplus], {targets: 1})).wasReady);
  t.true((await cache.lease(net, [zplus], {targets: 3})).wasReady);
  t.false((await cache.lease(net, [zplus], {targets: 2})).wasReady);
  await cache.dispose();
});

test('a program in use stays, however little room there is, and goes when it is given back', async t => {
  const cache = new RunnerCache({mostBytes: 0});
  const lease = await cache.lease(net, [zplus]);
  const other = await cache.lease(net, [zero]);
  await other.release();
  t.is(cache.size, 1);
  t.true(await isAlive(lease.runner));
  await cache.dispose();
  t.true(await isAlive(lease.runner), 'disposing waits for who uses it');
  await lease.release();
  t.is(cache.size, 0);
  t.false(await isAlive(lease.runner));
});

test('two that ask at the same time share one program, and giving back twice counts once', async t => {
  const cache = new RunnerCache();
  const [a, b] = await Promise.all([cache.lease(net, [zplus]), cache.lease(net, [zplus])]);
  t.is(a.runner, b.runner);
  t.is(cache.size, 1);
  await cache.dispose();
  await a.release();
  await a.release();
  t.true(await isAlive(b.runner));
  await b.release();
  t.false(await isAlive(b.runner));
});

test('what cannot be opened is not kept', async t => {
  const cache = new RunnerCache();
  for (let round = 0; round < 2; round++)
    await t.throwsAsync(cache.lease(net, [zplus], {device: 'abacus'}), {
      code: 'engine/unknown-device',
    });
  t.is(cache.size, 0);
  await cache.dispose();
});

test('the hash of a network tells its weights, structure and names, not its notes', t => {
  t.regex(hashGraph(net), /^[0-9a-f]{64}$/);
  t.is(hashGraph(makeNet()), hashGraph(net));
  t.is(hashGraph({...net, notes: ['folded']}), hashGraph(net));
  const others = [makeNet(7), {...net, name: 'other'}, {...net, classes: null}];
  for (const other of others) {
    t.not(hashGraph(other), hashGraph(net));
    t.false(areSameGraph(other, net));
  }
});
