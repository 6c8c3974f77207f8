import {spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {existsSync} from 'node:fs';
import {copyFile, mkdir, readFile, writeFile} from 'node:fs/promises';
import {basename, delimiter, dirname, join, resolve} from 'node:path';
import type {ExecutionContext} from 'ava';
import {freePorts} from '../../kernel/install/free-ports.js';
import {findOnPath} from '../../kernel/install/on-path.js';
import {processSurroundings} from '../../kernel/install/surroundings.js';
import {runCli} from './run-cli.js';
import {temporaryFolder} from './temporary-folder.js';

/**
 * The folder with Jupyter's programs: `LRPLAB_JUPYTER`, else `.ci/venv/bin`, else that of the `jupyter` on the
 * PATH; null where there is none.
 */
export function findJupyter(): string | null {
  const onPath = findOnPath('jupyter', processSurroundings());
  const folders = [
    process.env['LRPLAB_JUPYTER'],
    resolve('.ci/venv/bin'),
    ...(onPath === null ? [] : [dirname(onPath)]),
  ];
  return folders.find(folder => folder && existsSync(join(folder, 'jupyter'))) ?? null;
}

/** Whether a front end that is absent fails the tests instead of skipping them. */
export const frontEndsRequired: boolean = process.env['LRPLAB_REQUIRE_FRONTENDS'] === '1';

/** Ends a test that needs what is not here: passed with a line, or failed where front ends are required. */
export function skipWithout(t: ExecutionContext, what: string, advice: string): void {
  const line = `not run: no ${what} here; ${advice}`;
  if (frontEndsRequired) t.fail(line);
  else {
    t.log(line);
    t.pass();
  }
}

/** How a program ended. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Jupyter with folders of its own, so that nothing of the person who runs the tests is read or changed. */
export interface JupyterHome {
  /** Where notebooks go; outside the repository. */
  readonly work: string;
  readonly dataFolder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs `jupyter ARGS` in `work`. */
  readonly run: (args: readonly string[]) => Promise<Outcome>;
}

/** Makes such folders; null, with the test ended, where Jupyter is absent. They are gone after the test. */
export async function openJupyter(t: ExecutionContext): Promise<JupyterHome | null> {
  const programs = findJupyter();
  if (programs === null) {
    skipWithout(t, 'Jupyter', 'set LRPLAB_JUPYTER to the folder of its programs, or run .ci/run');
    return null;
  }
  return makeHome(await temporaryFolder(t), programs);
}

/** The same for several tests of a file; the caller removes the folder. */
export async function makeHome(folder: string, programs: string): Promise<JupyterHome> {
  const at = (name: string): string => join(folder, name);
  const names = ['home', 'work', 'data', 'config', 'runtime', 'settings'];
  for (const name of names) await mkdir(at(name), {recursive: true});
  // JupyterLab would ask whether it may fetch news.
  const notification = join(at('settings'), '@jupyterlab/apputils-extension');
  await mkdir(notification, {recursive: true});
  await writeFile(
    join(notification, 'notification.jupyterlab-settings'),
    JSON.stringify({fetchNews: 'false', checkForUpdates: false}),
  );
  const env = {
    HOME: at('home'),
    JUPYTER_DATA_DIR: at('data'),
    JUPYTER_CONFIG_DIR: at('config'),
    JUPYTER_RUNTIME_DIR: at('runtime'),
    JUPYTERLAB_SETTINGS_DIR: at('settings'),
    JUPYTERLAB_WORKSPACES_DIR: at('workspaces'),
    JUPYTER_PATH: '',
    IPYTHONDIR: at('ipython'),
    PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}`,
    PYTHONWARNINGS: 'ignore',
  };
  return {
    work: at('work'),
    dataFolder: at('data'),
    env,
    run: args => run(join(programs, 'jupyter'), args, {cwd: at('work'), env}),
  };
}

/** Runs a program to its end. */
export function run(
  program: string,
  args: readonly string[],
  {cwd, env = {}}: {readonly cwd: string; readonly env?: Readonly<Record<string, string>>},
): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      cwd,
      env: {...process.env, ...env},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = {stdout: '', stderr: ''};
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
      });
    child.once('error', fail);
    child.once('close', code => done({code, ...texts}));
  });
}

/** Installs the lrplab kernel as a person would. @throws where the command fails. */
export async function installLrplab({env, work}: JupyterHome): Promise<void> {
  const {code, stderr} = await runCli(['kernel', 'install'], {env, cwd: work});
  if (code !== 0) throw new Error(`lrplab kernel install: ${stderr}`);
}

/** Installs stock tslab as kernel `tslab`, without the Python that its own installer asks for. */
export async function installStockTslab({dataFolder}: JupyterHome): Promise<void> {
  const folder = join(dataFolder, 'kernels', 'tslab');
  await mkdir(folder, {recursive: true});
  const program = resolve('node_modules/tslab/bin/tslab');
  await writeFile(
    join(folder, 'kernel.json'),
    JSON.stringify({
      argv: [process.execPath, program, 'kernel', '--config-path', '{connection_file}'],
      display_name: 'TypeScript',
      language: 'typescript',
    }),
  );
}

/** A notebook's output, as nbformat 4 writes it. */
export interface NotebookOutput {
  readonly output_type: 'stream' | 'display_data' | 'execute_result' | 'error';
  readonly name?: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: readonly string[];
}

export interface NotebookCell {
  readonly cell_type: 'code' | 'markdown' | 'raw';
  readonly id?: string;
  readonly source: string | readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly outputs?: readonly NotebookOutput[];
}

export interface Notebook {
  readonly cells: readonly NotebookCell[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

/** A notebook of these code cells. */
export function makeNotebook(sources: readonly string[], kernel = 'lrplab'): Notebook {
  return {
    cells: sources.map((source, index) => ({
      cell_type: 'code',
      id: `cell-${index}`,
      metadata: {},
      execution_count: null,
      source,
      outputs: [],
    })),
    metadata: {
      kernelspec: {name: kernel, display_name: kernel, language: 'typescript'},
      language_info: {name: 'typescript'},
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

export async function readNotebook(path: string): Promise<Notebook> {
  return JSON.parse(await readFile(path, 'utf8')) as Notebook;
}

/** Text that may stand in several pieces, joined. */
export function joined(text: unknown): string {
  if (Array.isArray(text)) return text.join('');
  return typeof text === 'string' ? text : '';
}

/** Everything that a cell shows as text: streams, results, tracebacks. */
export function textOf({outputs = []}: NotebookCell): string {
  return outputs
    .map(({text, data, traceback}) =>
      [joined(text), joined(data?.['text/plain']), (traceback ?? []).join('\n')].join('\n'),
    )
    .join('\n');
}

export interface Executed {
  readonly notebook: Notebook;
  readonly path: string;
  readonly stderr: string;
}

/**
 * Executes a notebook from first to last with `jupyter nbconvert`, in the home's folder.
 *
 * @param notebook Its content, or the path of one, which is copied first.
 * @throws Error with nbconvert's words where a cell fails, unless `allowErrors`.
 */
export async function executeNotebook(
  home: JupyterHome,
  notebook: Notebook | string,
  {
    kernel = 'lrplab',
    allowErrors = false,
  }: {readonly kernel?: string; readonly allowErrors?: boolean} = {},
): Promise<Executed> {
  const name = typeof notebook === 'string' ? basename(notebook, '.ipynb') : 'notebook';
  const source = join(home.work, `${name}.ipynb`);
  if (typeof notebook === 'string') {
    if (resolve(notebook) !== source) await copyFile(notebook, source);
  } else await writeFile(source, JSON.stringify(notebook));
  const {code, stderr} = await home.run([
    'nbconvert',
    '--to=notebook',
    '--execute',
    `--ExecutePreprocessor.kernel_name=${kernel}`,
    '--ExecutePreprocessor.timeout=240',
    ...(allowErrors ? ['--allow-errors'] : []),
    `--output=${name}.${kernel}.executed`,
    source,
  ]);
  if (code !== 0) throw new Error(`nbconvert --execute ${name} with ${kernel}:\n${stderr}`);
  const path = join(home.work, `${name}.${kernel}.executed.ipynb`);
  return {notebook: await readNotebook(path), path, stderr};
}

/** Exports a notebook with its outputs to HTML; returns the page's path. @throws where nbconvert fails. */
export async function exportHtml(home: JupyterHome, notebook: string): Promise<string> {
  const {code, stderr} = await home.run(['nbconvert', '--to=html', notebook]);
  if (code !== 0) throw new Error(`nbconvert --to html ${notebook}:\n${stderr}`);
  return notebook.replace(/\.ipynb$/, '.html');
}

/** A running server. */
export interface JupyterServer {
  /** Address of a notebook in the home's work folder, with the token. */
  readonly address: (notebook: string) => string;
  readonly origin: string;
  readonly token: string;
  /** What the server has said so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts `jupyter lab` or `jupyter notebook` on 127.0.0.1 and waits until it answers. @throws where it ends before. */
export async function startServer(
  home: JupyterHome,
  frontEnd: 'lab' | 'notebook',
): Promise<JupyterServer> {
  const [port] = await freePorts(1);
  const token = 'test-token';
  const origin = `http://127.0.0.1:${port}`;
  const programs = home.env['PATH']!.split(delimiter)[0]!;
  const child = spawn(
    join(programs, 'jupyter'),
    [
      frontEnd,
      '--no-browser',
      '--allow-root',
      '--ServerApp.ip=127.0.0.1',
      `--ServerApp.port=${port}`,
      '--ServerApp.port_retries=0',
      `--IdentityProvider.token=${token}`,
      `--ServerApp.root_dir=${home.work}`,
      '--LanguageServerManager.autodetect=False',
      '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
    ],
    {cwd: home.work, env: {...process.env, ...home.env}, stdio: ['ignore', 'pipe', 'pipe']},
  );
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      words += text;
    });
  const ended = new Promise<void>(done => child.once('close', () => done()));
  const stop = async (): Promise<void> => {
    await endServer(child, origin, token);
    await ended;
  };
  try {
    await untilAnswers(`${origin}/api/status?token=${token}`, child);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`jupyter ${frontEnd} does not start: ${(error as Error).message}\n${words}`);
  }
  // `reset`: Lab would open the notebooks of the last page too.
  const [folder, reset] = frontEnd === 'lab' ? ['lab/tree', '&reset'] : ['notebooks', ''];
  return {
    address: notebook =>
      `${origin}/${folder}/${encodeURIComponent(notebook)}?token=${token}${reset}`,
    origin,
    token,
    log: () => words,
    stop,
  };
}

async function untilAnswers(address: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok === true) return;
    await new Promise(done => setTimeout(done, 100));
  }
  throw new Error('it does not answer');
}

/** Asks the server to end, which ends its kernels too; kills it where it does not. */
async function endServer(child: ChildProcess, origin: string, token: string): Promise<void> {
  if (child.exitCode !== null) return;
  await fetch(`${origin}/api/shutdown?token=${token}`, {
    method: 'POST',
    headers: {authorization: `token ${token}`},
  }).catch(() => null);
  setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
}

/** Whether Python's jupyter_kernel_test is here: the Python that has it, or null. */
export function findKernelTest(): string | null {
  const candidates = [
    '/usr/bin/python3',
    ...(findJupyter() === null ? [] : [join(findJupyter()!, 'python3')]),
  ];
  return (
    candidates.find(
      python =>
        spawnSync(python, ['-c', 'import jupyter_kernel_test'], {stdio: 'ignore'}).status === 0,
    ) ?? null
  );
}
