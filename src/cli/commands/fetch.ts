import {join, resolve} from 'node:path';
import {type Command, InvalidArgumentError, Option} from 'commander';
import {cacheFolder} from '../../data/cache-folder.js';
import {isAddress} from '../../fetch/check-address.js';
import {FetchError} from '../../fetch/fetch-error.js';
import type {Fetched, FetchPhase} from '../../fetch/fetch-job.js';
import {fetchSource} from '../../fetch/fetch-source.js';
import {findSource} from '../../fetch/find-source.js';
import {formatBytes} from '../../fetch/format-bytes.js';
import {partBytes} from '../../fetch/part-file.js';
import {licenceText} from '../../fetch/provenance.js';
import type {Source} from '../../fetch/source.js';
import {sources} from '../../fetch/sources.js';
import {formatJson, formatTable, type Console} from '../console.js';
import {InterruptedError, interruptSignal} from '../interrupt.js';
import {openProgress, type Progress} from '../progress.js';

interface FetchSettings {
  readonly list?: boolean;
  readonly from?: string;
  readonly sha256?: string;
  readonly out?: string;
  readonly keepArchive?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

function list({json = false}: FetchSettings, console: Console): void {
  if (json) {
    console.out(formatJson({ok: true, sources}));
    return;
  }
  const size = ({bytes, maxBytes}: Source): string =>
    bytes === null ? `< ${formatBytes(maxBytes)}` : formatBytes(bytes);
  console.outStyled(
    formatTable(
      {
        headers: ['name', 'size', 'checksum', 'what'],
        align: ['left', 'right', 'left', 'left'],
        rows: sources.map(each => [each.name, size(each), each.checksum.algorithm, each.title]),
      },
      {colour: console.outIsTerminal},
    ),
  );
}

/** Milliseconds between two steps of a bar: chunks come so fast that the time left would jump. */
const tick = 400;

/** One bar after the other: a phase that begins ends the one before. */
function openBars(console: Console): {
  readonly update: (phase: FetchPhase, done: number, total: number) => void;
  readonly stop: () => void;
} {
  const units: Record<FetchPhase, string> = {
    download: 'MB',
    check: 'MB checked',
    unpack: 'MB unpacked',
  };
  let open: {readonly phase: FetchPhase; readonly bar: Progress} | null = null;
  let drawn = 0;
  return {
    update(phase, done, total) {
      const now = Date.now();
      if (open?.phase === phase && now - drawn < tick) return;
      drawn = now;
      if (open?.phase !== phase) {
        open?.bar.stop();
        open = {phase, bar: openProgress(console, units[phase], {rate: phase === 'download'})};
      }
      open.bar.update(Math.round(done / 1e6), Math.ceil(total / 1e6));
    },
    stop() {
      open?.bar.stop();
      open = null;
    },
  };
}

function report(source: Source, fetched: Fetched, console: Console): void {
  const {action, folder, path, provenance} = fetched;
  const {bytes, checked, unpacked} = provenance;
  const what =
    unpacked === null
      ? formatBytes(bytes)
      : `${unpacked.files} files, ${formatBytes(unpacked.bytes)}`;
  console.out(
    action === 'kept'
      ? `${source.name} is there already, in ${folder}; --force fetches it anew`
      : `fetched ${source.title} into ${folder} (${what}; ${checked.algorithm} is right)`,
  );
  console.out(`licence: ${licenceText(source)}`);
  console.out('next:');
  // Forward slashes are read on every system, and need no escape in a script.
  const shown = process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
  for (const line of source.next) console.out(`  ${line.replace('{path}', () => shown)}`);
}

/** Node.js 20's fetch goes straight to the host, whatever these say. */
function proxyHint(error: unknown): unknown {
  const set = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].find(
    name => process.env[name],
  );
  if (!(error instanceof FetchError) || error.code !== 'fetch/failed' || set === undefined)
    return error;
  return new FetchError(
    'failed',
    `${error.message}\n${set} is set, which lrplab does not use; fetch the file with a program that does, and give it with --from`,
    {cause: error},
  );
}

async function interrupted(folder: string): Promise<InterruptedError> {
  const bytes = await partBytes(folder);
  return new InterruptedError(
    bytes === 0
      ? 'interrupted; nothing was written'
      : `interrupted; ${formatBytes(bytes)} stay in "${folder}.part", and the same command goes on there`,
  );
}

async function run(source: Source, settings: FetchSettings, console: Console): Promise<void> {
  const {from = null, sha256 = null, keepArchive = false, force = false, json = false} = settings;
  const folder = resolve(settings.out ?? join(cacheFolder(), 'fetch', source.name));
  const signal = interruptSignal();
  const bars = openBars(console);
  try {
    const fetched = await fetchSource(source, {
      ...{folder, sha256, keepArchive, force, signal},
      from: from === null || isAddress(from) ? from : resolve(from),
      onBytes: bars.update,
      onNote(text) {
        bars.stop();
        console.error(text);
      },
    });
    bars.stop();
    if (json) console.out(formatJson({ok: true, ...fetched}));
    else report(source, fetched, console);
  } catch (error) {
    bars.stop();
    throw signal.aborted ? await interrupted(folder) : proxyHint(error);
  }
}

function parseSha256(text: string): string {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new InvalidArgumentError('write 64 hexadecimal digits');
  return text;
}

export function addFetch(program: Command, console: Console): void {
  const command = program
    .command('fetch [name]')
    .description('download a network or a data set from its official place, check and unpack it')
    .option('--list', 'show what can be fetched')
    .option('--from <address>', 'take the file from a mirror (http, https), or a file on this disk')
    .addOption(
      new Option(
        '--sha256 <hex>',
        'what the file must hash to, instead of what is published for it',
      ).argParser(parseSha256),
    )
    .option('--out <folder>', "a new folder for it (default: in lrplab's cache)")
    .option('--keep-archive', 'keep the archive beside what was unpacked')
    .option('--force', 'fetch it anew where it is there already')
    .option('--json', 'print as JSON');
  command.action((name: string | undefined, settings: FetchSettings) => {
    if (settings.list === true) return list(settings, console);
    if (name === undefined)
      return command.error("error: missing required argument 'name'; --list shows what there is");
    return run(findSource(name), settings, console);
  });
}
