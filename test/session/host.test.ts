import test from 'ava';
import {currentHost} from '../../src/session/host.js';
import {lrp} from '../../src/lrplab.js';

/** Deno's global in this process, as long as the test runs. */
async function withDeno(deno: object, run: () => Promise<void>): Promise<void> {
  const global = globalThis as {Deno?: object};
  global.Deno = deno;
  try {
    await run();
  } finally {
    delete global.Deno;
  }
}

test.serial('in a Deno notebook pictures go to its cells, in all their forms', async t => {
  const sent: {type: string; content: Record<string, Record<string, unknown>>}[] = [];
  const jupyter = {
    broadcast: async (type: string, content: (typeof sent)[number]['content']) => {
      sent.push({type, content});
    },
  };
  await withDeno({jupyter}, async () => {
    t.is(currentHost().name, 'deno');
    await lrp`model "lrplab:models/digits.onnx"
      image "lrplab:digits/3-a.png" as three
      explain three with DeepTaylor
      show heatmap`;
    const {display} = currentHost().sink();
    display({data: {'text/plain': 'half'}, metadata: {}}, 'one');
    display({data: {'text/plain': 'full'}, metadata: {}}, 'one');
  });
  t.deepEqual(
    sent.map(({type}) => type),
    ['display_data', 'display_data', 'update_display_data'],
  );
  t.deepEqual(Object.keys(sent[0]!.content['data']!), [
    'application/vnd.plotly.v1+json',
    'text/html',
    'image/png',
    'text/plain',
  ]);
  t.deepEqual(sent[2]!.content['transient'], {display_id: 'one'});
});

test.serial('in a Deno program, where looking for a notebook throws, text is printed', async t => {
  const deno = {
    get jupyter(): never {
      throw new Error('Deno.jupyter is only available in `deno jupyter` subcommand');
    },
  };
  await withDeno(deno, async () => {
    t.is(currentHost().name, 'terminal');
  });
});
