import type {MimeBundle} from '../plot/mime-bundle.js';
import type {CellSink} from './cell-sink.js';
import {type DisplayContent, runningTslab} from './running-tslab.js';

/** What runs the cells: the lrplab kernel, a stock tslab, Deno, or nothing of the kind. */
export interface Host {
  readonly name: 'lrplab' | 'tslab' | 'deno' | 'terminal';
  /** Where the running cell shows things. */
  readonly sink: () => CellSink;
  /** Stops what the running cell does; null where nothing can. */
  readonly signal: () => AbortSignal | null;
  /** Which cell of the notebook runs, where the front end says. */
  readonly cell: () => string | null;
}

/** One a process, whichever copy of lrplab asks. */
const place = Symbol.for('lrplab.host');

interface Place {
  [place]?: Host;
}

/** Names the host of this process: a kernel does so when it starts. */
export function setHost(host: Host): void {
  (globalThis as Place)[place] = host;
}

/** The host that named itself, or what is found in this process. */
export function currentHost(): Host {
  return (globalThis as Place)[place] ?? denoHost() ?? tslabHost() ?? terminalHost;
}

interface DenoJupyter {
  readonly broadcast: (type: string, content: object) => Promise<void>;
}

/** Deno's way to its notebook; in a program without one, Deno throws where one looks for it. */
function denoJupyter(): DenoJupyter | null {
  try {
    return (globalThis as {Deno?: {jupyter?: DenoJupyter}}).Deno?.jupyter ?? null;
  } catch {
    return null;
  }
}

/** Deno's kernel, where this process is one. */
function denoHost(): Host | null {
  const jupyter = denoJupyter();
  if (jupyter === null) return null;
  return notebookHost('deno', (content, isUpdate) => {
    void jupyter.broadcast(isUpdate ? 'update_display_data' : 'display_data', content);
  });
}

/** A stock tslab, where its kernel runs in this process. */
function tslabHost(): Host | null {
  const tslab = runningTslab();
  if (tslab === null) return null;
  return notebookHost('tslab', (content, isUpdate) =>
    tslab.lastWriteDisplayData(content, isUpdate),
  );
}

/** A kernel of another make: it prints what the process prints, and sends bundles. */
function notebookHost(
  name: Host['name'],
  send: (content: DisplayContent, isUpdate: boolean) => void,
): Host {
  const shown = new Set<string>();
  const display = ({data, metadata}: MimeBundle, id?: string): void => {
    const isUpdate = id !== undefined && shown.has(id);
    if (id !== undefined) shown.add(id);
    // Front ends fall over `transient: null`.
    send({data, metadata, transient: id === undefined ? {} : {display_id: id}}, isUpdate);
  };
  return {
    name,
    sink: () => ({text: printLine, warning: printWarning, display}),
    signal: () => null,
    cell: () => null,
  };
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

function printWarning(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A plain process: pictures appear as their text; what would replace itself is left out. */
const terminalHost: Host = {
  name: 'terminal',
  sink: () => ({
    text: printLine,
    warning: printWarning,
    display: ({data}, id) => {
      if (id === undefined) printLine(String(data['text/plain'] ?? ''));
    },
  }),
  signal: () => null,
  cell: () => null,
};
