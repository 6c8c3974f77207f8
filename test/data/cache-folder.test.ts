import {resolve} from 'node:path';
import test from 'ava';
import {cacheFolder} from '../../src/data/cache-folder.js';

test('the cache stands in the folder each system keeps caches in, and where LRPLAB_CACHE says', t => {
  for (const [platform, env, expected] of [
    ['linux', {}, '/home/me/.cache/lrplab'],
    ['linux', {XDG_CACHE_HOME: '/var/me'}, '/var/me/lrplab'],
    ['linux', {XDG_CACHE_HOME: 'relative'}, '/home/me/.cache/lrplab'],
    ['linux', {XDG_CACHE_HOME: ''}, '/home/me/.cache/lrplab'],
    ['darwin', {}, '/home/me/Library/Caches/lrplab'],
    [
      'win32',
      {LOCALAPPDATA: 'C:\\Users\\me\\AppData\\Local'},
      'C:\\Users\\me\\AppData\\Local\\lrplab',
    ],
    ['linux', {LRPLAB_CACHE: '/fast', XDG_CACHE_HOME: '/var/me'}, '/fast'],
    ['darwin', {LRPLAB_CACHE: 'here'}, resolve('here')],
    ['linux', {LRPLAB_CACHE: ''}, '/home/me/.cache/lrplab'],
  ] as const) {
    t.is(cacheFolder({env, platform, home: '/home/me'}), expected);
  }
});
