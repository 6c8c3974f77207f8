import {Option, type Command} from 'commander';
import type {NativeKind} from '../../engine/tfjs/native-marker.js';
import {addonState, type AddonState} from '../../native/addon-state.js';
import {installAddon} from '../../native/install-addon.js';
import {removeAddon} from '../../native/remove-addon.js';
import {nativeSurroundings} from '../../native/surroundings.js';
import {formatJson, formatTable, type Console} from '../console.js';
import {interruptSignal} from '../interrupt.js';
import {openStepList} from '../step-list.js';

interface NativeSettings {
  readonly python?: string;
  readonly wheel?: string;
  readonly gpu?: boolean;
  readonly force?: boolean;
  readonly undo?: boolean;
  readonly status?: boolean;
  readonly json?: boolean;
}

function commandOf(kind: NativeKind): string {
  return kind === 'node' ? 'lrplab native' : 'lrplab native --gpu';
}

async function install(
  settings: NativeSettings,
  kind: NativeKind,
  console: Console,
): Promise<void> {
  const {python = null, wheel = null, force = false, json = false} = settings;
  const steps = openStepList(console);
  const started = Date.now();
  const request = {kind, python, wheel, force, signal: interruptSignal(), onStep: steps.begin};
  try {
    const {action, folder, entry, marker} = await installAddon(request, nativeSurroundings());
    steps.end('done');
    if (json) {
      const seconds = (Date.now() - started) / 1000;
      console.out(formatJson({ok: true, action, folder, entry, ...marker, seconds}));
      return;
    }
    const what = `tfjs-${kind} ${marker.tfjs} on TensorFlow ${marker.tensorflow}`;
    console.out(
      action === 'kept'
        ? `${what} is there already, in ${folder}; --force builds it anew`
        : `built ${what} in ${folder}`,
    );
    console.out(`engine tfjs uses it as device ${kind}; ${commandOf(kind)} --undo takes it away`);
  } catch (error) {
    steps.end('failed');
    throw error;
  }
}

async function undo(kind: NativeKind, {json}: NativeSettings, console: Console): Promise<void> {
  const folder = await removeAddon(kind, nativeSurroundings().cache);
  if (json === true) console.out(formatJson({ok: true, action: 'removed', kind, folder}));
  else console.out(`removed ${folder}`);
}

function describeState({marker, fault, entry}: AddonState): string {
  if (marker === null) return entry === null ? 'not there' : 'npm package';
  return fault === null ? 'ok' : 'unusable';
}

async function status({json}: NativeSettings, console: Console): Promise<void> {
  const surroundings = nativeSurroundings();
  const states: AddonState[] = [];
  for (const kind of ['node', 'node-gpu'] as const) {
    states.push(await addonState(kind, surroundings));
  }
  if (json === true) {
    console.out(formatJson({ok: true, addons: states}));
    return;
  }
  console.outStyled(
    formatTable(
      {
        headers: ['device', 'state', 'tfjs', 'TensorFlow', 'MB', 'folder'],
        align: ['left', 'left', 'left', 'left', 'right', 'left'],
        rows: states.map(state => [
          state.kind,
          describeState(state),
          state.marker?.tfjs ?? '–',
          state.marker?.tensorflow ?? '–',
          state.marker === null ? '–' : (state.bytes / 1e6).toFixed(0),
          state.marker === null ? (state.entry ?? '–') : state.folder,
        ]),
      },
      {colour: console.outIsTerminal},
    ),
  );
  for (const {kind, fault} of states) {
    if (fault !== null) console.out(`${kind}: ${fault}; build it anew with: ${commandOf(kind)}`);
  }
}

export function addNative(program: Command, console: Console): void {
  program
    .command('native')
    .description(
      "build tfjs's native addon against the TensorFlow that pip installed, for engine tfjs",
    )
    .option('--python <path>', 'the Python whose tensorflow is used (default: python3)')
    .addOption(
      new Option('--wheel <folder>', 'an unpacked TensorFlow wheel instead').conflicts(['undo']),
    )
    .option('--gpu', 'for NVIDIA GPUs, against tensorflow[and-cuda] (not yet run)')
    .option('--force', 'build it anew where it is there already')
    .addOption(
      new Option('--undo', 'remove what this command built').conflicts(['python', 'force']),
    )
    .addOption(
      new Option('--status', 'show what is built').conflicts([
        ...['python', 'wheel', 'gpu', 'force', 'undo'],
      ]),
    )
    .option('--json', 'print as JSON')
    .action((settings: NativeSettings) => {
      const kind = settings.gpu === true ? 'node-gpu' : 'node';
      if (settings.status === true) return status(settings, console);
      if (settings.undo === true) return undo(kind, settings, console);
      return install(settings, kind, console);
    });
}
