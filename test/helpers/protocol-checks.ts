import type {ExecutionContext} from 'ava';
import type {Answer, JupyterClient, JupyterMessage} from './jupyter-client.js';
import type {LanguageSamples} from './language-samples.js';

/** What a check is given. */
export interface CheckParts {
  readonly t: ExecutionContext;
  /** A kernel that the checks share; none depends on another. */
  readonly client: JupyterClient;
  readonly samples: LanguageSamples;
  /** Starts a kernel for one check alone. */
  readonly fresh: () => Promise<JupyterClient>;
}

/** One thing that a kernel must do. */
export interface ProtocolCheck {
  /** A sentence. */
  readonly title: string;
  /** The sample without which there is nothing to check. */
  readonly needs?: keyof LanguageSamples;
  readonly run: (parts: CheckParts) => Promise<void>;
}

/** The connection and the basic answers. */
const basicChecks: readonly ProtocolCheck[] = [
  {
    title: 'a heartbeat comes back as it was sent',
    async run({t, client}) {
      t.is(await client.heartbeat('ping'), 'ping');
    },
  },
  {
    title: 'a new subscription is welcomed',
    async run({t, client}) {
      const {type, content, parent} = await client.welcome('');
      t.is(type, 'iopub_welcome');
      t.deepEqual(content, {subscription: ''});
      t.deepEqual(parent, {});
    },
  },
  {
    title: 'kernel_info is answered with status ok',
    async run({t, client}) {
      const {reply} = await client.request('kernel_info_request');
      t.is(reply.type, 'kernel_info_reply');
      t.is(reply.content['status'], 'ok');
      t.regex(reply.content['protocol_version'], /^5\.\d+$/);
    },
  },
  {
    title: 'kernel_info describes the language',
    async run({t, client}) {
      const {content} = (await client.request('kernel_info_request')).reply;
      const language = content['language_info'];
      for (const field of ['name', 'version', 'mimetype', 'file_extension', 'pygments_lexer']) {
        t.is(typeof language[field], 'string', field);
        t.not(language[field], '', field);
      }
      t.regex(language.file_extension, /^\./);
    },
  },
  {
    title: 'kernel_info names the implementation, on the control channel too',
    async run({t, client}) {
      const {reply} = await client.request('kernel_info_request', {}, {channel: 'control'});
      t.is(reply.channel, 'control');
      for (const field of ['implementation', 'implementation_version', 'banner']) {
        t.is(typeof reply.content[field], 'string', field);
        t.not(reply.content[field], '', field);
      }
      t.true(Array.isArray(reply.content['help_links']));
    },
  },
  {
    title: 'standard output arrives',
    async run({t, client, samples}) {
      const {outputs} = await client.execute(samples.stdout.code);
      t.is(streamed(outputs, 'stdout'), samples.stdout.text);
    },
  },
  {
    title: 'standard error arrives as such',
    needs: 'stderr',
    async run({t, client, samples}) {
      const {outputs} = await client.execute(samples.stderr!.code);
      t.is(streamed(outputs, 'stderr'), samples.stderr!.text);
      t.is(streamed(outputs, 'stdout'), '');
    },
  },
  {
    title: 'a cell that ends well is answered with ok',
    async run({t, client, samples}) {
      const {reply} = await client.execute(samples.nothing);
      t.is(reply.type, 'execute_reply');
      t.is(reply.content['status'], 'ok');
      t.is(typeof reply.content['execution_count'], 'number');
    },
  },
  {
    title: 'outputs stand between busy and idle',
    async run({t, client, samples}) {
      const {outputs} = await client.execute(samples.stdout.code);
      t.deepEqual(states(outputs), ['busy', 'idle']);
      t.is(outputs[0]?.content['execution_state'], 'busy');
      t.is(outputs.at(-1)?.content['execution_state'], 'idle');
    },
  },
  {
    title: 'the input of a cell is broadcast before its outputs',
    async run({t, client, samples}) {
      const {outputs, reply} = await client.execute(samples.stdout.code);
      t.is(outputs[1]?.type, 'execute_input');
      t.deepEqual(outputs[1]?.content, {
        code: samples.stdout.code,
        execution_count: reply.content['execution_count'],
      });
    },
  },
  {
    title: 'a shutdown is answered on its channel, and the process ends',
    async run({t, fresh}) {
      const client = await fresh();
      // A front end has its control channel open long before it needs it.
      await client.request('kernel_info_request', {}, {channel: 'control'});
      const request = client.request('shutdown_request', {restart: true}, {channel: 'control'});
      const {reply} = await request;
      t.is(reply.type, 'shutdown_reply');
      t.is(reply.channel, 'control');
      t.deepEqual(reply.content, {status: 'ok', restart: true});
      t.is(await client.exited, 0);
    },
  },
];

/** What makes writing cells pleasant. */
const editingChecks: readonly ProtocolCheck[] = [
  {
    title: 'completion offers what fits at the cursor',
    async run({t, client, samples}) {
      const {code, match} = samples.completion;
      const {content} = (await client.request('complete_request', at(code, [...code].length)))
        .reply;
      t.is(content['status'], 'ok');
      t.true(content['matches'].includes(match), JSON.stringify(content['matches'].slice(0, 20)));
      t.true(content['cursor_start'] <= content['cursor_end']);
      t.is(content['cursor_end'], [...code].length);
    },
  },
  {
    title: 'inspection tells what stands at the cursor',
    async run({t, client, samples}) {
      const {code, cursor, text} = samples.inspection;
      const request = {...at(code, cursor), detail_level: 0};
      const {content} = (await client.request('inspect_request', request)).reply;
      t.is(content['status'], 'ok');
      t.is(content['found'], true);
      t.regex(content['data']['text/plain'], text);
    },
  },
  {
    title: 'complete code is told from code that can never be',
    async run({t, client, samples}) {
      for (const code of samples.complete) t.is(await completeness(client, code), 'complete', code);
      for (const code of samples.invalid) t.is(await completeness(client, code), 'invalid', code);
    },
  },
  {
    title: 'code that waits for more is incomplete',
    async run({t, client, samples}) {
      for (const code of samples.incomplete) {
        const {content} = (await client.request('is_complete_request', {code})).reply;
        t.is(content['status'], 'incomplete', code);
        t.is(typeof content['indent'], 'string');
      }
    },
  },
  {
    title: 'the history holds what was run',
    async run({t, client, samples}) {
      const {reply} = await client.execute(samples.nothing);
      const request = {
        ...{hist_access_type: 'tail', output: false, raw: true, session: 0, start: 0, stop: 0},
        ...{n: 1, pattern: '', unique: false},
      };
      const {content} = (await client.request('history_request', request)).reply;
      t.is(content['status'], 'ok');
      const [[, line, input]] = content['history'];
      t.is(line, reply.content['execution_count']);
      t.is(input, samples.nothing);
    },
  },
  {
    title: 'the open comms can be asked for',
    async run({t, client}) {
      const {reply} = await client.request('comm_info_request', {});
      t.is(reply.type, 'comm_info_reply');
      t.is(reply.content['status'], 'ok');
      t.is(typeof reply.content['comms'], 'object');
    },
  },
  {
    title: 'an error is broadcast and answered alike',
    async run({t, client, samples}) {
      const {code, name, message} = samples.error;
      const {reply, outputs} = await client.execute(code);
      const {status, ename, evalue, traceback} = reply.content;
      t.is(status, 'error');
      t.regex(ename, name);
      t.regex(evalue, message);
      t.true(traceback.length > 0);
      t.deepEqual(only(outputs, 'error').content, {ename, evalue, traceback});
    },
  },
];

/** What is shown. */
const displayChecks: readonly ProtocolCheck[] = [
  {
    title: 'a display arrives in all its forms',
    needs: 'display',
    async run({t, client, samples}) {
      const {code, mimes} = samples.display!;
      const {content} = only((await client.execute(code)).outputs, 'display_data');
      for (const mime of mimes) t.true(mime in content['data'], mime);
      t.is(typeof content['metadata'], 'object');
      t.is(typeof content['transient'], 'object');
      t.not(content['transient'], null);
    },
  },
  {
    title: 'a display is replaced under its id',
    needs: 'update',
    async run({t, client, samples}) {
      const {outputs} = await client.execute(samples.update!);
      const first = outputs.find(({type}) => type === 'display_data');
      const update = outputs.find(({type}) => type === 'update_display_data');
      const id = first?.content['transient'].display_id;
      t.is(typeof id, 'string');
      t.is(update?.content['transient'].display_id, id);
      t.notDeepEqual(update?.content['data'], first?.content['data']);
    },
  },
  {
    title: 'the last value of a cell is its result',
    needs: 'result',
    async run({t, client, samples}) {
      const {code, text} = samples.result!;
      const {reply, outputs} = await client.execute(code);
      const {content} = only(outputs, 'execute_result');
      t.regex(content['data']['text/plain'], text);
      t.is(content['execution_count'], reply.content['execution_count']);
    },
  },
  {
    title: 'a result arrives in all its forms',
    needs: 'richResult',
    async run({t, client, samples}) {
      const {code, mimes} = samples.richResult!;
      const {content} = only((await client.execute(code)).outputs, 'execute_result');
      for (const mime of mimes) t.true(mime in content['data'], mime);
      t.is(typeof content['metadata'], 'object');
    },
  },
];

/** What goes back and forth. */
const sessionChecks: readonly ProtocolCheck[] = [
  {
    title: 'a cell can ask, and gets the answer',
    needs: 'input',
    async run({t, client, samples}) {
      const {code, prompt, answer, text} = samples.input!;
      const id = client.sendCell(code, {allow_stdin: true});
      const question = await client.until(
        ({type, parent}) => type === 'input_request' && parent['msg_id'] === id,
        'the question',
      );
      t.is(question.channel, 'stdin');
      t.deepEqual(question.content, {prompt, password: false});
      client.answerInput(answer);
      const {reply, outputs} = await client.answerTo(id);
      t.is(reply.content['status'], 'ok');
      t.is(streamed(outputs, 'stdout'), text);
    },
  },
  {
    title: 'a comm to an unknown target is closed',
    async run({t, client}) {
      const comm = {comm_id: 'c1', target_name: 'nobody', data: {}};
      const id = client.send('comm_open', comm);
      const closing = await client.until(
        ({type, parent}) => type === 'comm_close' && parent['msg_id'] === id,
        'the comm_close',
      );
      t.is(closing.content['comm_id'], 'c1');
      const {reply} = await client.request('comm_info_request', {});
      t.deepEqual(reply.content['comms'], {});
    },
  },
  {
    title: 'an interrupt ends the running cell, and the kernel goes on',
    needs: 'endless',
    async run({t, client, samples}) {
      const id = client.sendCell(samples.endless!);
      await client.until(
        ({type, parent}) => type === 'execute_input' && parent['msg_id'] === id,
        'the cell to begin',
      );
      // Answered only when the cell has come to where it awaits.
      await client.request('comm_info_request');
      const {reply} = await client.request('interrupt_request', {}, {channel: 'control'});
      t.is(reply.type, 'interrupt_reply');
      t.is(reply.content['status'], 'ok');
      t.is((await client.answerTo(id)).reply.content['status'], 'error');
      t.is((await client.execute(samples.nothing)).reply.content['status'], 'ok');
    },
  },
  {
    title: 'cells are counted one by one',
    async run({t, client, samples}) {
      const count = async (): Promise<number> =>
        (await client.execute(samples.nothing)).reply.content['execution_count'];
      const first = await count();
      t.is(await count(), first + 1);
      t.is(await count(), first + 2);
    },
  },
  {
    title: 'whatever a request brings about names it as its parent',
    async run({t, client, samples}) {
      const id = client.sendCell(samples.stdout.code);
      const {reply, outputs} = await client.answerTo(id);
      for (const message of [reply, ...outputs]) {
        t.is(message.parent['msg_id'], id);
        t.is(message.parent['msg_type'], 'execute_request');
        t.is(message.parent['session'], client.session);
        t.not(message.header['session'], client.session);
      }
    },
  },
];

/** The list of checks, in four tiers. */
export const protocolChecks: readonly ProtocolCheck[] = [
  ...basicChecks,
  ...editingChecks,
  ...displayChecks,
  ...sessionChecks,
];

/** What a cell printed on one of its streams. */
export function streamed(outputs: readonly JupyterMessage[], name: 'stdout' | 'stderr'): string {
  return outputs
    .filter(({type, content}) => type === 'stream' && content['name'] === name)
    .map(({content}) => content['text'])
    .join('');
}

/** The states that a request's broadcasts went through. */
export function states(outputs: Answer['outputs']): string[] {
  return outputs
    .filter(({type}) => type === 'status')
    .map(({content}) => content['execution_state']);
}

/** The one broadcast of a type. @throws where there is another number of them */
export function only(outputs: Answer['outputs'], type: string): JupyterMessage {
  const [found, another] = outputs.filter(message => message.type === type);
  if (!found || another) {
    throw new Error(
      `expected one ${type} among ${outputs.map(message => message.type).join(', ')}`,
    );
  }
  return found;
}

async function completeness(client: JupyterClient, code: string): Promise<string> {
  return (await client.request('is_complete_request', {code})).reply.content['status'];
}

function at(code: string, cursor_pos: number): {code: string; cursor_pos: number} {
  return {code, cursor_pos};
}
