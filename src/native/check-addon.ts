import {fileURLToPath} from 'node:url';
import {nativeBackend} from '../engine/tfjs/load-native-addon.js';
import type {NativeKind} from '../engine/tfjs/native-marker.js';
import {NativeError} from './native-error.js';
import {lastLines, runTool} from './run-tool.js';
import type {NativeSurroundings} from './surroundings.js';

/** What the check prints. */
export interface CheckResult {
  readonly backend: string;
  readonly gpu: boolean;
  /** [1 2; 3 4]·[5; 6]. */
  readonly product: readonly number[];
  /** A 2×2 window of ones over 1…9. */
  readonly convolution: readonly number[];
  /** Of y = w·x with w = 0 on (1, 2), (2, 4): the mean squared error before a step, and w after one of 0.1. */
  readonly loss: number;
  readonly weight: number;
}

/** Marks the line of the result: TensorFlow may print too. */
export const checkMark = 'lrplab-check ';

/** Sums on paper: what a working addon answers. */
const expected = {product: [17, 39], convolution: [12, 16, 24, 28], loss: 10, weight: 1} as const;

/**
 * Loads an addon in a process of its own and has it multiply, convolve and train a step.
 *
 * @param entry The module to load.
 * @throws NativeError `native/check-failed`; `native/no-gpu` where an addon for GPUs uses none; the signal's reason.
 */
export async function checkAddon(
  entry: string,
  kind: NativeKind,
  {node, env}: Pick<NativeSurroundings, 'node' | 'env'>,
  {signal, onOutput}: {readonly signal: AbortSignal; readonly onOutput: (text: string) => void},
): Promise<void> {
  const program = fileURLToPath(new URL('check-program.js', import.meta.url));
  const {code, stdout, output} = await runTool({
    ...{command: node, args: [program, entry], cwd: process.cwd(), env, signal, onOutput},
  });
  const line = stdout.split('\n').find(each => each.startsWith(checkMark));
  if (code !== 0 || line === undefined) {
    throw new NativeError(
      'check-failed',
      `the addon was built, but it does not load and compute (${code === null ? 'its process was ended by a signal' : `exit code ${code}`}); its last lines:\n${lastLines(output)}`,
    );
  }
  const result = JSON.parse(line.slice(checkMark.length)) as CheckResult;
  const wrong = differences(result);
  if (wrong.length > 0) {
    throw new NativeError('check-failed', `the addon computes wrongly: ${wrong.join('; ')}`);
  }
  if (kind === 'node-gpu' && !result.gpu) {
    throw new NativeError(
      'no-gpu',
      `the addon works, but TensorFlow found no GPU and would compute on the processor; is NVIDIA's driver there (nvidia-smi), and are CUDA's libraries (pip install 'tensorflow[and-cuda]')? Without a GPU: lrplab native; its last lines:\n${lastLines(output)}`,
    );
  }
}

function differences({backend, ...result}: CheckResult): readonly string[] {
  const wrong = backend === nativeBackend ? [] : [`its backend is "${backend}"`];
  for (const [name, value] of Object.entries(expected)) {
    const got = result[name as keyof typeof expected];
    const [a, b] = [[got].flat(), [value].flat()] as [number[], number[]];
    const close = a.length === b.length && a.every((x, i) => Math.abs(x - b[i]!) < 1e-4);
    if (!close) wrong.push(`${name}: expected ${b.join(', ')}, got ${a.join(', ')}`);
  }
  return wrong;
}
