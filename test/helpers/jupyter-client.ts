import {type ChildProcess, spawn} from 'node:child_process';
import {createHmac, randomUUID} from 'node:crypto';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Dealer, Request as HeartbeatRequest, Subscriber} from 'zeromq';
import {freePorts} from '../../kernel/install/free-ports.js';

/** A message as a front end reads it. */
export interface JupyterMessage {
  readonly channel: 'shell' | 'control' | 'stdin' | 'iopub';
  readonly type: string;
  readonly header: Fields;
  readonly parent: Fields;
  readonly metadata: Fields;
  readonly content: Fields;
}

/** JSON whose form the test checks. */
export interface Fields {
  // biome-ignore lint/suspicious/noExplicitAny: what a kernel sends is what the tests find out
  readonly [key: string]: any;
}

/** What one request brought about. */
export interface Answer {
  readonly reply: JupyterMessage;
  /** Broadcasts with the request as parent, from busy to idle. */
  readonly outputs: readonly JupyterMessage[];
}

/** How to start a kernel. */
export interface KernelCommand {
  /** Program and arguments; `{connection_file}` stands for the file's path. */
  readonly argv: readonly string[];
  /** @default the test's own folder for this kernel */
  readonly cwd?: string;
  readonly env?: {readonly [name: string]: string};
}

/** A request in the making. */
export interface RequestOptions {
  /** @default 'shell' */
  readonly channel?: 'shell' | 'control';
  readonly metadata?: Fields;
  /** How the request is signed, for requests that are wrong on purpose. @default the kernel's key */
  readonly key?: string;
}

const delimiter = '<IDS|MSG>';
/** Waiting longer than this is a failure, in milliseconds. */
const patience = 180_000;

/** A front end of its own: starts a kernel as a child process and talks to it over ZeroMQ. */
export class JupyterClient {
  /** From the start of the process to its first `kernel_info_reply`, in milliseconds. */
  greetedAfter: number = Number.NaN;
  /** All that came, in order of arrival on each channel. */
  readonly heard: JupyterMessage[] = [];
  readonly ports: readonly number[];
  readonly key: string;
  readonly process: ChildProcess;
  /** Resolves to the exit code; null after a signal. */
  readonly exited: Promise<number | null>;
  /** What the process itself printed, on both streams. */
  printed: string = '';
  readonly session: string = randomUUID();
  private readonly folder: string;
  private readonly sockets: {
    readonly shell: Dealer;
    readonly control: Dealer;
    readonly stdin: Dealer;
  };
  private readonly iopub: Subscriber;
  private readonly connected: readonly Promise<void>[];
  private readonly watchers = new Set<() => void>();

  /** Starts a kernel and waits until it answers and is heard. Close it after the test. */
  static async start(command: KernelCommand): Promise<JupyterClient> {
    // Between choosing ports and listening somebody else may take one, as every launcher knows.
    for (let tries = 1; ; tries++) {
      try {
        return await JupyterClient.startOnce(command);
      } catch (error) {
        const isTaken = /Address already in use|waited in vain for the greeting/.test(
          String(error),
        );
        if (tries === 5 || !isTaken) throw error;
      }
    }
  }

  private static async startOnce(command: KernelCommand): Promise<JupyterClient> {
    const ports = await freePorts(5);
    const folder = await mkdtemp(join(tmpdir(), 'lrplab-kernel-'));
    const key = randomUUID();
    const [shell_port, iopub_port, stdin_port, control_port, hb_port] = ports;
    const connection = {
      ...{shell_port, iopub_port, stdin_port, control_port, hb_port},
      ...{ip: '127.0.0.1', transport: 'tcp', key, signature_scheme: 'hmac-sha256'},
      kernel_name: 'test',
    };
    const file = join(folder, 'connection.json');
    await writeFile(file, JSON.stringify(connection));
    const client = new JupyterClient(command, folder, file, ports, key);
    try {
      await client.greet();
    } catch (error) {
      await client.close();
      throw error;
    }
    return client;
  }

  private constructor(
    {argv, cwd, env}: KernelCommand,
    folder: string,
    file: string,
    ports: readonly number[],
    key: string,
  ) {
    this.folder = folder;
    this.ports = ports;
    this.key = key;
    const [program = '', ...rest] = argv.map(word => word.replace('{connection_file}', file));
    this.process = spawn(program, rest, {
      cwd: cwd ?? folder,
      env: {...process.env, ...env},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = new Promise(resolve => this.process.once('exit', code => resolve(code)));
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.printed += chunk.toString();
      });
    }
    const dealer = (): Dealer => new Dealer({routingId: this.session, linger: 0});
    this.sockets = {shell: dealer(), control: dealer(), stdin: dealer()};
    // No high water mark: what is lost was lost by the kernel.
    this.iopub = new Subscriber({linger: 0, receiveHighWaterMark: 0});
    this.connected = [this.sockets.control, this.sockets.stdin].map(
      socket => new Promise(resolve => socket.events.on('handshake', () => resolve())),
    );
    this.sockets.shell.connect(this.address(0));
    this.iopub.connect(this.address(1));
    this.iopub.subscribe('');
    this.sockets.stdin.connect(this.address(2));
    this.sockets.control.connect(this.address(3));
    for (const channel of ['shell', 'control', 'stdin'] as const) {
      void this.listen(channel, this.sockets[channel]);
    }
    void this.listen('iopub', this.iopub);
  }

  /** Sends a request and gathers what answers it, until the kernel has replied and is idle again. */
  async request(type: string, content: Fields = {}, options: RequestOptions = {}): Promise<Answer> {
    return this.answerTo(this.send(type, content, options));
  }

  /** Runs a cell; `extra` adds to the request's content. */
  async execute(code: string, extra: Fields = {}, options: RequestOptions = {}): Promise<Answer> {
    return this.answerTo(this.sendCell(code, extra, options));
  }

  /** Sends a cell and does not wait. @returns its message id */
  sendCell(code: string, extra: Fields = {}, options: RequestOptions = {}): string {
    const content = {
      ...{code, silent: false, store_history: true, user_expressions: {}},
      ...{allow_stdin: false, stop_on_error: true, ...extra},
    };
    return this.send('execute_request', content, options);
  }

  /** Sends a message and does not wait. @returns its message id */
  send(
    type: string,
    content: Fields = {},
    {channel = 'shell', metadata = {}, key = this.key}: RequestOptions = {},
  ): string {
    const id = randomUUID();
    this.sendFrames(channel, this.frames(id, type, content, metadata, key));
    return id;
  }

  /** The frames of a signed message, for tests that spoil them. */
  frames(
    id: string,
    type: string,
    content: Fields,
    metadata: Fields = {},
    key: string = this.key,
  ): string[] {
    const header = {
      ...{msg_id: id, msg_type: type, session: this.session, username: 'tester'},
      ...{date: new Date().toISOString(), version: '5.4'},
    };
    const parts = [header, {}, metadata, content].map(part => JSON.stringify(part));
    const hmac = createHmac('sha256', key);
    for (const part of parts) hmac.update(part);
    return [delimiter, hmac.digest('hex'), ...parts];
  }

  sendFrames(channel: 'shell' | 'control' | 'stdin', frames: (string | Buffer)[]): void {
    void this.sockets[channel].send(frames);
  }

  /** Waits for the reply to a message and the idle behind it. */
  async answerTo(id: string): Promise<Answer> {
    const ofThis = (message: JupyterMessage): boolean => message.parent['msg_id'] === id;
    const reply = await this.until(
      message => ofThis(message) && message.channel !== 'iopub' && message.channel !== 'stdin',
      `the reply to ${id}`,
    );
    await this.until(
      message => ofThis(message) && message.content['execution_state'] === 'idle',
      `the idle behind ${id}`,
    );
    return {reply, outputs: this.outputsOf(id)};
  }

  /** The broadcasts heard so far that belong to a message. */
  outputsOf(id: string): JupyterMessage[] {
    return this.heard.filter(({channel, parent}) => channel === 'iopub' && parent['msg_id'] === id);
  }

  /** Waits until a message fits, among those heard already too. */
  async until(
    fits: (message: JupyterMessage) => boolean,
    what: string,
    limit: number = patience,
  ): Promise<JupyterMessage> {
    let at = 0;
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.watchers.delete(look);
      };
      const look = (): void => {
        for (; at < this.heard.length; at += 1) {
          const message = this.heard[at];
          if (message === undefined || !fits(message)) continue;
          end();
          resolve(message);
          return;
        }
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`waited in vain for ${what}; the kernel printed: ${this.printed}`));
      }, limit);
      this.watchers.add(look);
      look();
    });
  }

  /** Answers a question of a cell. */
  answerInput(value: string): void {
    this.sendFrames('stdin', this.frames(randomUUID(), 'input_reply', {value}));
  }

  /** Sends a heartbeat. @returns what came back */
  async heartbeat(bytes: string): Promise<string> {
    const socket = new HeartbeatRequest({linger: 0, receiveTimeout: patience});
    socket.connect(this.address(4));
    try {
      await socket.send(bytes);
      return String((await socket.receive())[0]);
    } finally {
      socket.close();
    }
  }

  /** A second ear for the broadcasts. @returns the welcome that it hears */
  async welcome(topic: string): Promise<JupyterMessage> {
    const socket = new Subscriber({linger: 0, receiveTimeout: patience});
    socket.connect(this.address(1));
    socket.subscribe(topic);
    try {
      for (;;) {
        const message = read('iopub', await socket.receive(), this.key);
        // What is said to others may come between the subscription and the answer to it.
        if (message.type === 'iopub_welcome') return message;
      }
    } finally {
      socket.close();
    }
  }

  /** Ends the kernel however it is, and the client. */
  async close(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill('SIGKILL');
      await this.exited;
    }
    for (const socket of [...Object.values(this.sockets), this.iopub]) socket.close();
    await rm(this.folder, {recursive: true, force: true});
  }

  /** Asks who is there until the reply and a broadcast came: a subscription takes its time to arrive. */
  private async greet(): Promise<void> {
    const since = performance.now();
    const gone = this.exited.then(code => {
      throw new Error(`the kernel ended with ${code} before it answered: ${this.printed}`);
    });
    const first = this.send('kernel_info_request');
    await Promise.race([
      gone,
      this.until(({parent}) => parent['msg_id'] === first, 'the greeting', 60_000).then(() => {
        this.greetedAfter = performance.now() - since;
      }),
    ]);
    const heardSome = (): boolean => this.heard.some(({type}) => type === 'status');
    while (!heardSome()) {
      const id = this.send('kernel_info_request');
      await this.until(
        ({channel, parent}) => channel === 'shell' && parent['msg_id'] === id,
        'another greeting',
      );
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    gone.catch(() => {});
    // A question that comes before its channel is there would be lost.
    await Promise.all(this.connected);
    await this.answerTo(this.send('kernel_info_request'));
  }

  private async listen(
    channel: JupyterMessage['channel'],
    socket: Dealer | Subscriber,
  ): Promise<void> {
    for await (const frames of socket) {
      const message = this.readUnlessNeighbour(channel, frames);
      if (message === null) continue;
      this.heard.push(message);
      for (const look of [...this.watchers]) look();
    }
  }

  /** Before the greeting a port may still be that of another test's kernel, which took it first. */
  private readUnlessNeighbour(
    channel: JupyterMessage['channel'],
    frames: readonly Buffer[],
  ): JupyterMessage | null {
    try {
      return read(channel, frames, this.key);
    } catch (error) {
      if (Number.isNaN(this.greetedAfter)) return null;
      throw error;
    }
  }

  private address(port: number): string {
    return `tcp://127.0.0.1:${this.ports[port]}`;
  }
}

/** Reads a message; one that is not signed as it should be is an error. */
function read(
  channel: JupyterMessage['channel'],
  frames: readonly Buffer[],
  key: string,
): JupyterMessage {
  const start = frames.findIndex(frame => frame.toString() === delimiter);
  const [signature, ...parts] = frames.slice(start + 1, start + 6);
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  if (start < 0 || signature?.toString() !== hmac.digest('hex')) {
    throw new Error(`a message on ${channel} is not signed as it should be`);
  }
  const [header, parent, metadata, content] = parts.map(
    part => JSON.parse(part.toString()) as Fields,
  );
  if (!header || !parent || !metadata || !content) {
    throw new Error(`a message on ${channel} is cut short`);
  }
  return {channel, type: String(header['msg_type']), header, parent, metadata, content};
}
