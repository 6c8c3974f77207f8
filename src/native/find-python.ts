import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {NativeError} from './native-error.js';
import {lastLines, runTool} from './run-tool.js';
import {findProgram, type NativeSurroundings} from './surroundings.js';

/** Where a Python has its tensorflow; nothing is imported, which would take seconds. */
const question = `
import importlib.util, os, sys
sys.path = [folder for folder in sys.path if folder]
spec = importlib.util.find_spec('tensorflow')
places = list(spec.submodule_search_locations or []) if spec else []
print('lrplab', sys.executable, os.path.abspath(places[0]) if places else '', sep='\\n')
`;

/** The pythons to ask, best first: the one that was named, else the active environment's, else those on the PATH. */
export function pythonCandidates({env}: Pick<NativeSurroundings, 'env'>): readonly string[] {
  const environments = [env['VIRTUAL_ENV'], env['CONDA_PREFIX']].filter(prefix => prefix);
  const paths = [
    ...environments.map(prefix => join(prefix!, 'bin', 'python')),
    'python3',
    'python',
  ];
  const programs = paths.map(path => findProgram(path, {env}));
  return [...new Set(programs.filter(program => program !== null))];
}

/**
 * Finds the folder of the tensorflow that a Python would import.
 *
 * @param python Path or name of the interpreter; null for the usual ones.
 * @throws NativeError `native/no-python`, `native/no-tensorflow`; the signal's reason.
 */
export async function findTensorflow(
  python: string | null,
  {
    env,
    signal,
    gpu,
  }: Pick<NativeSurroundings, 'env'> & {
    readonly signal: AbortSignal;
    readonly gpu: boolean;
  },
): Promise<string> {
  const named = python === null ? null : findProgram(python, {env});
  if (python !== null && named === null) {
    throw new NativeError(
      'no-python',
      `--python: "${python}" is no program; name a Python interpreter, such as venv/bin/python`,
    );
  }
  const candidates = named === null ? pythonCandidates({env}) : [named];
  if (candidates.length === 0) {
    throw new NativeError(
      'no-python',
      'no python3 and no python is on the PATH; name the one that has tensorflow with --python, or the unpacked wheel with --wheel',
    );
  }
  const failures: string[] = [];
  for (const candidate of candidates) {
    const {code, stdout, output} = await runTool({
      ...{command: candidate, args: ['-c', question], cwd: tmpdir(), env, signal},
    });
    const [mark, , folder] = stdout.split('\n').slice(-4);
    if (code !== 0 || mark !== 'lrplab') failures.push(`${candidate}: ${lastLines(output, 3)}`);
    else if (folder !== '' && folder !== undefined) return folder;
  }
  if (failures.length === candidates.length) {
    throw new NativeError(
      'no-python',
      `no Python could be asked where its tensorflow is; name another with --python\n${failures.join('\n')}`,
    );
  }
  const asked = candidates[0]!;
  const wheel = gpu ? "'tensorflow[and-cuda]'" : 'tensorflow-cpu';
  throw new NativeError(
    'no-tensorflow',
    `${candidates.join(', ')}: ${candidates.length === 1 ? 'it has' : 'they have'} no tensorflow; install it with: ${asked} -m pip install ${wheel}, or name a Python that has it with --python`,
  );
}
