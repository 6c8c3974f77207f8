import test from 'ava';
import {findSource} from '../../src/fetch/find-source.js';
import {sources} from '../../src/fetch/sources.js';

test('every source has a name and file of its own, places, a size, a whole checksum and who says so', t => {
  t.is(new Set(sources.map(({name}) => name)).size, sources.length);
  t.is(new Set(sources.map(({file}) => file)).size, sources.length);
  for (const {
    name,
    file,
    urls,
    bytes,
    maxBytes,
    checksum,
    checksumFrom,
    licence,
    next,
  } of sources) {
    t.regex(name, /^[a-z0-9-]+$/);
    t.regex(file, /^[\w.-]+\.(h5|safetensors|tar)$/);
    t.true(urls.length > 0);
    for (const url of urls) t.regex(new URL(url).protocol, /^https?:$/);
    t.true(urls[0]!.startsWith('https:'), `${name}: the first place is asked by https`);
    t.regex(checksum.hex, checksum.algorithm === 'sha256' ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{32}$/);
    t.true(bytes === null || bytes === maxBytes);
    t.true(maxBytes < 4e9);
    t.true(checksumFrom.length > 20);
    t.regex(licence.url, /^https?:/);
    t.true(licence.note.length > 40);
    t.true(next.some(line => line.includes('{path}')));
  }
});

test('a place without https is asked only where a SHA-256 tells what comes', t => {
  for (const {name, urls, checksum} of sources) {
    if (urls.some(url => url.startsWith('http:'))) t.is(checksum.algorithm, 'sha256', name);
  }
});

test('no two sources have one checksum', t => {
  t.is(new Set(sources.map(({checksum}) => checksum.hex)).size, sources.length);
});

test('a source is found by its name in any case; a slip is told with what was meant', t => {
  t.is(findSource('VOC2012').file, 'VOCtrainval_11-May-2012.tar');
  const error = t.throws(() => findSource('voc2021'), {code: 'fetch/unknown'});
  t.regex(error!.message, /did you mean "voc2012"\? there are vgg16, /);
});
