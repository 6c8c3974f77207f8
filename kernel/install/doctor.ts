import {execFile} from 'node:child_process';
import {createRequire} from 'node:module';
import {findKernelspecs, onlyLrplab, type FoundLrplab} from './find-kernelspecs.js';
import type {Finding} from './finding.js';
import {searchedFolders} from './jupyter-folders.js';
import {isCached, kernelProgram, makeKernelspec} from './kernelspec.js';
import {mend} from './mend.js';
import {findOnPath} from './on-path.js';
import type {Surroundings} from './surroundings.js';
import {findSysPrefix} from './sys-prefix.js';
import {tryKernel} from './try-kernel.js';

/** Looks at everything the kernel needs, one finding each, in the order in which to mend them. */
export async function examineKernel(surroundings: Surroundings): Promise<readonly Finding[]> {
  const sysPrefix = (await findSysPrefix(surroundings))?.prefix ?? null;
  const found = findKernelspecs(searchedFolders(surroundings, sysPrefix));
  const ours = onlyLrplab(found);
  const findings = [
    examineNode(process.versions.node),
    await examineLoading('zeromq', 'talks to Jupyter', () => import('zeromq')),
    await examineLoading('tslab', 'runs TypeScript', () => import('tslab/dist/executor.js')),
    ...examinePlace(kernelProgram),
    await examineStart('this lrplab', makeKernelspec('lrplab', surroundings.platform).argv),
  ];
  if (ours.length === 0) {
    findings.push({
      what: 'kernelspec',
      state: 'note',
      detail: 'lrplab is not among the kernels Jupyter finds',
      advice: 'lrplab kernel install',
    });
  }
  for (const spec of ours) findings.push(await examineSpec(spec));
  findings.push(await examineJupyter(surroundings));
  for (const {name, folder} of found) {
    if (name === 'tslab' || name === 'jslab')
      findings.push({
        what: `kernel ${name}`,
        state: 'note',
        detail: `stock tslab is installed too, in ${folder}: it runs TypeScript and lrp\`…\`, not cells of the language`,
        advice: 'choose lrplab in the menu of kernels',
      });
  }
  return findings;
}

function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const works = major > 20 || (major === 20 && minor >= 19);
  return {
    what: 'Node.js',
    state: works ? 'ok' : 'fault',
    detail: `${version}, ${process.execPath}`,
    ...(works ? {} : {advice: 'install Node 20.19 or newer, then lrplab kernel install'}),
  };
}

async function examineLoading(
  name: string,
  purpose: string,
  load: () => Promise<unknown>,
): Promise<Finding> {
  try {
    await load();
    const {version} = createRequire(import.meta.url)(`${name}/package.json`) as {version: string};
    return {what: name, state: 'ok', detail: `${version} loads: ${purpose}`};
  } catch (error) {
    return {
      what: name,
      state: 'fault',
      detail: `does not load (${purpose}): ${(error as Error).message.split('\n')[0]}`,
      advice: `install lrplab again, or npm rebuild ${name}`,
    };
  }
}

function examinePlace(program: string): readonly Finding[] {
  if (!isCached(program)) return [];
  return [
    {
      what: 'place',
      state: 'note',
      detail: `lrplab runs from ${program}, a cache that is emptied now and then`,
      advice: 'npm install --global lrplab, then lrplab kernel install',
    },
  ];
}

async function examineStart(what: string, argv: readonly string[]): Promise<Finding> {
  try {
    const {implementation, milliseconds} = await tryKernel(argv);
    return {
      what,
      state: 'ok',
      detail: `the kernel ${implementation} answers after ${milliseconds} ms`,
    };
  } catch (error) {
    return {
      what,
      state: 'fault',
      detail: `the kernel does not start (${argv.join(' ')}): ${(error as Error).message}`,
      advice: 'install lrplab again, then lrplab kernel install',
    };
  }
}

/** A spec of this very copy was tried already. */
async function examineSpec(spec: FoundLrplab): Promise<Finding> {
  const what = `kernel ${spec.name}`;
  if (spec.missing.length > 0)
    return {
      what,
      state: 'fault',
      detail: `${spec.folder} starts what is no longer there: ${spec.missing.join(', ')}`,
      advice: mend(spec),
    };
  if (spec.cached)
    return {
      what,
      state: 'note',
      detail: `${spec.folder} starts ${spec.program}, in a cache that is emptied now and then`,
      advice: `npm install --global lrplab, then ${mend(spec)}`,
    };
  if (spec.current) return {what, state: 'ok', detail: `${spec.folder} starts this lrplab`};
  const tried = await examineStart(what, spec.spec.argv);
  if (tried.state === 'fault') return {...tried, advice: mend(spec)};
  return {
    what,
    state: 'note',
    detail: `${spec.folder} starts another copy, ${spec.program}; ${tried.detail}`,
    advice: `where this one is wanted: ${mend(spec)}`,
  };
}

async function examineJupyter(surroundings: Surroundings): Promise<Finding> {
  const jupyter = findOnPath('jupyter', surroundings);
  if (jupyter === null)
    return {
      what: 'Jupyter',
      state: 'note',
      detail:
        'no jupyter on the PATH; VS Code and others that bring their own find the kernel all the same',
      advice: 'pip install jupyterlab',
    };
  const version = await new Promise<string>(done => {
    execFile(jupyter, ['--version'], {timeout: 60_000}, (_, stdout) => {
      const known = [...stdout.matchAll(/^(jupyterlab|notebook|jupyter_client)\s*:\s*(\d\S*)/gm)];
      done(known.map(([, name, number]) => `${name} ${number}`).join(', '));
    });
  });
  return version === ''
    ? {
        what: 'Jupyter',
        state: 'note',
        detail: `${jupyter} does not say its version`,
        advice: 'jupyter --version; install it again where that fails',
      }
    : {what: 'Jupyter', state: 'ok', detail: `${jupyter}: ${version}`};
}
