import test from 'ava';
import fc from 'fast-check';
import {createWire, type Message} from '../../kernel/wire.js';

/** Worked out with `printf %s TEXT | openssl dgst -sha256 -hmac secret`. */
const header = '{"msg_id":"m1","msg_type":"kernel_info_request"}';
const plain = {
  parts: [header, '{}', '{}', '{"code":"1"}'],
  sha256: 'de2acd7054e2c4f29a6f1a51394e65826c13896149820becf9b8949f1b447502',
  sha512:
    'efa9deaa8312aab8f6fb2f31ec3fb92e66f0b7dab03c70ca27fa3919c959f311aae9c28952a8fccb54f76375565b862c94d70f49c9ff4154c5f1f69c1f201651',
};
const emoji = {
  parts: [header, '{}', '{}', '{"code":"é😀"}'],
  sha256: '569d5845b6774b1c0bbc7c30d968f519875dc460704ce9d6a188e86ad379f4ee',
};

function frames(...texts: (string | Uint8Array)[]): Uint8Array[] {
  return texts.map(text => Buffer.from(text));
}

function signed(key = 'secret', scheme = 'hmac-sha256'): (...texts: string[]) => Message | null {
  const wire = createWire(key, scheme);
  return (...texts) => wire.decode(frames(...texts));
}

test('a message with the right signature is read', t => {
  const message = signed()('client', '<IDS|MSG>', plain.sha256, ...plain.parts);
  t.is(message?.id, 'm1');
  t.is(message?.type, 'kernel_info_request');
  t.deepEqual(message?.content, {code: '1'});
  t.deepEqual(message?.identities.map(String), ['client']);
  t.is(String(message?.header), header);
});

test('text beyond ASCII is signed as its bytes', t => {
  const message = signed()('<IDS|MSG>', emoji.sha256, ...emoji.parts);
  t.deepEqual(message?.content, {code: 'é😀'});
});

test('another hash than sha256 is taken where the connection says so', t => {
  t.truthy(signed('secret', 'hmac-sha512')('<IDS|MSG>', plain.sha512, ...plain.parts));
  t.is(signed('secret', 'hmac-sha512')('<IDS|MSG>', plain.sha256, ...plain.parts), null);
});

test('an unknown scheme is refused, unless nothing is signed', t => {
  for (const scheme of ['hmac-nonsense', 'rsa', '', 'hmac-', 'sha256']) {
    t.throws(() => createWire('secret', scheme), {code: 'kernel/signature-scheme'}, scheme);
    t.notThrows(() => createWire('', scheme), scheme);
  }
});

test('forged, unsigned and truncated messages are dropped', t => {
  const decode = signed();
  const [head = '', parent = '', metadata = '', content = ''] = plain.parts;
  const zeros = '0'.repeat(64);
  const wrong: readonly (readonly string[])[] = [
    ['<IDS|MSG>', zeros, ...plain.parts],
    ['<IDS|MSG>', '', ...plain.parts],
    ['<IDS|MSG>', plain.sha256.toUpperCase(), ...plain.parts],
    ['<IDS|MSG>', plain.sha256.slice(0, 63), ...plain.parts],
    ['<IDS|MSG>', `${plain.sha256}0`, ...plain.parts],
    ['<IDS|MSG>', plain.sha256, head, parent, metadata, '{"code":"2"}'],
    ['<IDS|MSG>', plain.sha256, head, parent, metadata],
    ['<IDS|MSG>', plain.sha256],
    ['<IDS|MSG>'],
    ['<ids|msg>', plain.sha256, ...plain.parts],
    [plain.sha256, head, parent, metadata, content],
    [],
  ];
  for (const texts of wrong) t.is(decode(...texts), null, texts.join(' '));
  t.truthy(decode('<IDS|MSG>', plain.sha256, ...plain.parts), 'none of them was taken for it');
});

test('a message that comes again is dropped', t => {
  const decode = signed();
  t.truthy(decode('a', '<IDS|MSG>', plain.sha256, ...plain.parts));
  t.is(decode('a', '<IDS|MSG>', plain.sha256, ...plain.parts), null);
  t.is(decode('b', '<IDS|MSG>', plain.sha256, ...plain.parts), null);
  t.truthy(decode('a', '<IDS|MSG>', emoji.sha256, ...emoji.parts));
});

test('without a key nothing is signed and everything well-formed is read', t => {
  const wire = createWire('', 'hmac-sha256');
  for (let n = 0; n < 2; n += 1) {
    t.truthy(wire.decode(frames('<IDS|MSG>', '', ...plain.parts)));
    t.truthy(wire.decode(frames('<IDS|MSG>', 'anything', ...plain.parts)));
  }
  const out = wire.encode({identities: [], type: 'status', parent: null, content: {}});
  t.is(String(out[1]), '');
});

test('what is no JSON object, no UTF-8 or has no id and type is dropped', t => {
  const decode = signed('');
  for (const bad of ['', '[]', 'null', '1', '"x"', '{', '{}}', '[[[[']) {
    t.is(decode('<IDS|MSG>', '', bad, '{}', '{}', '{}'), null, `header ${bad}`);
    t.is(decode('<IDS|MSG>', '', header, bad, '{}', '{}'), null, `parent ${bad}`);
    t.is(decode('<IDS|MSG>', '', header, '{}', bad, '{}'), null, `metadata ${bad}`);
    t.is(decode('<IDS|MSG>', '', header, '{}', '{}', bad), null, `content ${bad}`);
  }
  for (const head of ['{"msg_id":"m"}', '{"msg_type":"t"}', '{"msg_id":1,"msg_type":"t"}']) {
    t.is(decode('<IDS|MSG>', '', head, '{}', '{}', '{}'), null, head);
  }
  const latin1 = Buffer.from('{"code":"\xe9"}', 'latin1');
  const wire = createWire('', '');
  t.is(wire.decode(frames('<IDS|MSG>', '', header, '{}', '{}', latin1)), null);
});

test('input is bounded: 64 MB, 1024 frames, 64 KB of header, 16 routing frames', t => {
  const {decode} = createWire('', '');
  const tail = frames('<IDS|MSG>', '', ...plain.parts);
  t.truthy(decode([...tail, Buffer.alloc(63 * 1024 * 1024)]));
  t.is(decode([...tail, Buffer.alloc(64 * 1024 * 1024)]), null);
  t.truthy(decode([...tail, ...Array.from({length: 1000}, () => Buffer.alloc(1))]));
  t.is(decode([...tail, ...Array.from({length: 1024}, () => Buffer.alloc(1))]), null);
  const routing = (count: number): Uint8Array[] =>
    Array.from({length: count}, () => Buffer.from('r'));
  t.truthy(decode([...routing(16), ...tail]));
  t.is(decode([...routing(17), ...tail]), null);
  const fat = JSON.stringify({msg_id: 'm', msg_type: 't', fat: 'x'.repeat(65_536)});
  t.is(decode(frames('<IDS|MSG>', '', fat, '{}', '{}', '{}')), null);
});

test('deep JSON is read or dropped, never the end', t => {
  const {decode} = createWire('', '');
  const deep = `{"code":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`;
  t.notThrows(() => decode(frames('<IDS|MSG>', '', header, '{}', '{}', deep)));
});

test('buffers come and go as they are', t => {
  const wire = createWire('secret', 'hmac-sha256');
  const bytes = Buffer.from([0, 255, 128, 10, 13]);
  const message = wire.decode([
    ...frames('<IDS|MSG>', plain.sha256, ...plain.parts),
    bytes,
    Buffer.alloc(0),
  ]);
  t.deepEqual(message?.buffers, [bytes, Buffer.alloc(0)]);
  const out = wire.encode({
    ...{identities: [], type: 'comm_msg', parent: null, content: {}},
    buffers: [bytes],
  });
  t.is(out.at(-1), bytes);
  t.is(out.length, 7);
});

test('a sent message has a full header and the header it answers, byte for byte', t => {
  const wire = createWire('secret', 'hmac-sha256');
  const asked = Buffer.from('{ "msg_id" : "m1", "msg_type":"x", "more": [1.0] }');
  const send = (): string[] =>
    wire
      .encode({
        ...{identities: [Buffer.from('client')], type: 'x_reply', parent: asked},
        ...{content: {status: 'ok'}, metadata: {started: 'now'}},
      })
      .map(String);
  const [identity, delimiter, , head = '', parent, metadata, content] = send();
  t.is(identity, 'client');
  t.is(delimiter, '<IDS|MSG>');
  t.is(parent, String(asked));
  t.is(metadata, '{"started":"now"}');
  t.is(content, '{"status":"ok"}');
  const fields = JSON.parse(head);
  t.like(fields, {msg_type: 'x_reply', session: wire.session, version: '5.4'});
  t.is(typeof fields.username, 'string');
  t.is(new Date(fields.date).toISOString(), fields.date);
  t.not(JSON.parse(send()[3] ?? '').msg_id, fields.msg_id);
  t.not(createWire('', '').session, wire.session);
});

test('half a surrogate pair goes out as a replacement character, and only that', t => {
  const wire = createWire('', '');
  const sent = (text: string): unknown => {
    const frame = wire.encode({identities: [], type: 's', parent: null, content: {text}}).at(-1);
    return JSON.parse(String(frame)).text;
  };
  t.is(sent('a\ud83d'), 'a\ufffd');
  t.is(sent('\ude00b'), '\ufffdb');
  t.is(sent('\ud83d\ude00'), '😀');
  t.is(sent('\\ud83d'), '\\ud83d');
  t.is(sent('\\\ud83d\\ude00'), '\\\ufffd\\ude00');
});

test('what no JSON can hold is an error for whoever sends it', t => {
  const wire = createWire('', '');
  const circle: {self?: unknown} = {};
  circle.self = circle;
  for (const value of [1n, circle]) {
    const content = {value: value as never};
    t.throws(() => wire.encode({identities: [], type: 's', parent: null, content}), {
      instanceOf: TypeError,
    });
  }
});

test('law: whatever comes in, reading does not throw, and reads nothing that is not signed', t => {
  const wire = createWire('secret', 'hmac-sha256');
  const piece = fc.oneof(
    fc.constantFrom(...plain.parts, '<IDS|MSG>', plain.sha256.replace('d', 'e')),
    fc.uint8Array({maxLength: 40}),
    fc.json(),
  );
  fc.assert(
    fc.property(fc.array(piece, {maxLength: 12}), pieces => {
      t.is(wire.decode(frames(...pieces)), null);
    }),
    {numRuns: 2000, seed: 7},
  );
});

test('law: what one side encodes the other side with the same key reads, and no other', t => {
  fc.assert(
    fc.property(
      fc.string({minLength: 1}),
      fc.dictionary(fc.string(), fc.json()),
      (key, content) => {
        const out = createWire(key, 'hmac-sha256').encode({
          ...{identities: [Buffer.from('id')], type: 'any_request', parent: null, content},
        });
        t.deepEqual(createWire(key, 'hmac-sha256').decode(out)?.content, content);
        t.is(createWire(`${key}x`, 'hmac-sha256').decode(out), null);
      },
    ),
    {numRuns: 200, seed: 7},
  );
});
