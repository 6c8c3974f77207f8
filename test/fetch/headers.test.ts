import test from 'ava';
import {parseContentRange} from '../../src/fetch/content-range.js';
import {retryAfter} from '../../src/fetch/retry-policy.js';

test('a Content-Range says where the part begins and how long the whole is', t => {
  t.deepEqual(parseContentRange('bytes 1000-1999/2000'), {start: 1000, total: 2000});
  t.deepEqual(parseContentRange('bytes 0-0/*'), {start: 0, total: null});
  for (const wrong of [null, '', 'bytes */2000', 'bytes 5-4/10', 'bytes 0-10/10', 'items 0-1/2'])
    t.is(parseContentRange(wrong), null, String(wrong));
});

test('a Retry-After is a number of seconds or a date, and a minute at most', t => {
  const now = Date.UTC(2026, 0, 1);
  t.is(retryAfter('3', now), 3000);
  t.is(retryAfter('99999', now), 60_000);
  t.is(retryAfter('Thu, 01 Jan 2026 00:00:05 GMT', now), 5000);
  t.is(retryAfter('Thu, 01 Jan 2015 00:00:00 GMT', now), 0);
  t.is(retryAfter('soon', now), null);
  t.is(retryAfter(null, now), null);
});
