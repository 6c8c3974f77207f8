import {mkdir, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {findNativeAddon} from '../../src/engine/tfjs/native-addon.js';
import {markerName, nativePackage, type NativeKind} from '../../src/engine/tfjs/native-marker.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

/** Writes a package that looks as tfjs-node does, with or without its addon; returns its entry. */
async function makePackage(
  parent: string,
  kind: NativeKind,
  {version = '4.22.0', addon = true}: {readonly version?: string; readonly addon?: boolean} = {},
): Promise<string> {
  const folder = join(parent, 'node_modules', nativePackage(kind));
  await mkdir(join(folder, 'dist'), {recursive: true});
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({name: nativePackage(kind), version}),
  );
  await writeFile(join(folder, 'dist', 'index.js'), 'throw new Error("nothing is loaded")');
  if (addon) {
    await mkdir(join(folder, 'lib', 'napi-v8'), {recursive: true});
    await writeFile(join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'), '');
  }
  return join(folder, 'dist', 'index.js');
}

/** A cached addon against a wheel, complete. */
async function makeCached(work: string, kind: NativeKind, changes: object = {}): Promise<string> {
  const wheel = join(work, 'site-packages', 'tensorflow');
  await mkdir(wheel, {recursive: true});
  await writeFile(join(wheel, 'libtensorflow_cc.so.2'), '');
  const cached = join(work, 'cache', 'native', kind);
  const entry = await makePackage(cached, kind);
  const marker = {
    ...{kind, tfjs: '4.22.0', tensorflow: '2.21.0', wheel, abi: '115', node: 'v20.20.2'},
    ...{date: '2025-01-01T00:00:00Z', ...changes},
  };
  await writeFile(join(cached, markerName), JSON.stringify(marker));
  return entry;
}

for (const kind of ['node', 'node-gpu'] as const) {
  test(`${kind}: the built addon comes first, then the package by lrplab, then by the current folder`, async t => {
    const work = await temporaryFolder(t);
    const built = await makeCached(work, kind);
    const own = await makePackage(join(work, 'lrplab'), kind, {version: '4.21.0'});
    const mine = await makePackage(join(work, 'mine'), kind, {version: '4.20.0'});
    const places = {
      cached: join(work, 'cache', 'native', kind),
      from: [join(work, 'lrplab', 'dist', 'a.js'), join(work, 'mine', 'package.json')],
      abi: '115',
    };
    t.deepEqual(findNativeAddon(kind, places), {entry: built, version: '4.22.0'});
    await rm(join(places.cached, markerName));
    t.deepEqual(findNativeAddon(kind, places), {entry: own, version: '4.21.0'});
    await rm(join(work, 'lrplab'), {recursive: true});
    t.deepEqual(findNativeAddon(kind, places), {entry: mine, version: '4.20.0'});
    await rm(join(work, 'mine'), {recursive: true});
    t.is(findNativeAddon(kind, places), null);
  });
}

test('a built addon that cannot work is passed over', async t => {
  const work = await temporaryFolder(t);
  const places = {cached: join(work, 'cache', 'native', 'node'), from: [], abi: '115'};
  for (const changes of [
    {abi: '127'},
    {kind: 'node-gpu'},
    {kind: 'other'},
    {wheel: join(work, 'gone')},
    {wheel: 7},
    {tfjs: null},
  ]) {
    await makeCached(work, 'node', changes);
    t.is(findNativeAddon('node', places), null, JSON.stringify(changes));
  }
  await makeCached(work, 'node');
  t.not(findNativeAddon('node', places), null);
  await writeFile(join(places.cached, markerName), '{"kind": "no');
  t.is(findNativeAddon('node', places), null);
});

test('a package without its addon, as --ignore-scripts leaves it, is passed over', async t => {
  const work = await temporaryFolder(t);
  const from = [join(work, 'package.json')];
  await makePackage(work, 'node', {addon: false});
  t.is(findNativeAddon('node', {cached: join(work, 'none'), from, abi: '115'}), null);
});
