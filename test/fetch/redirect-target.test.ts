import test from 'ava';
import {redirectTarget} from '../../src/fetch/redirect-target.js';

const secure = new URL('https://example.org/a/b');
const open = new URL('http://example.org/a/b');

test('a redirect leads to another path, to another host, or from http to https', t => {
  t.is(redirectTarget(secure, '../c').href, 'https://example.org/c');
  t.is(redirectTarget(secure, 'https://mirror.example/x').href, 'https://mirror.example/x');
  t.is(redirectTarget(secure, '//mirror.example/x').href, 'https://mirror.example/x');
  t.is(redirectTarget(open, 'https://example.org/a').href, 'https://example.org/a');
  t.is(redirectTarget(open, 'http://mirror.example/a').href, 'http://mirror.example/a');
});

test('a redirect from https to http, to a file, to nowhere, or with a password is not followed', t => {
  for (const [location, told] of [
    ['http://example.org/a', /from https to http/],
    ['file:///etc/passwd', /"file:" address/],
    ['data:text/plain,x', /"data:" address/],
    ['https://me:secret@example.org/', /a password/],
    ['https://', /no address/],
    [null, /without saying where/],
  ] as const) {
    const error = t.throws(() => redirectTarget(secure, location), {code: 'fetch/redirect'});
    t.regex(error!.message, told);
    t.false(error!.message.includes('secret'));
  }
});
