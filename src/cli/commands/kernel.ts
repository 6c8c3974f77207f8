import {resolve} from 'node:path';
import {InvalidArgumentError, Option, type Command} from 'commander';
import {examineKernel} from '../../../kernel/install/doctor.js';
import {findKernelspecs, onlyLrplab} from '../../../kernel/install/find-kernelspecs.js';
import {installKernelspec} from '../../../kernel/install/install-kernelspec.js';
import {
  prefixDataFolder,
  searchedFolders,
  userDataFolder,
} from '../../../kernel/install/jupyter-folders.js';
import {checkDisplayName, checkKernelName} from '../../../kernel/install/kernel-name.js';
import {isCached, makeKernelspec} from '../../../kernel/install/kernelspec.js';
import {mend} from '../../../kernel/install/mend.js';
import {processSurroundings} from '../../../kernel/install/surroundings.js';
import {findSysPrefix} from '../../../kernel/install/sys-prefix.js';
import {uninstallKernelspec} from '../../../kernel/install/uninstall-kernelspec.js';
import {LrpError} from '../../errors/lrp-error.js';
import {formatJson, formatTable, type Console} from '../console.js';

interface PlaceSettings {
  readonly user?: boolean;
  readonly prefix?: string;
  readonly sysPrefix?: boolean;
}

interface InstallSettings extends PlaceSettings {
  readonly name: string;
  readonly displayName: string;
  readonly json?: boolean;
}

/** What Jupyter could not use as a name is wrong usage, told before anything is touched. */
function checkedBy(check: (text: string) => string): (text: string) => string {
  return text => {
    try {
      return check(text);
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message);
    }
  };
}

function withPlaceOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--user', 'in your own Jupyter folder (the default)').conflicts([
        'prefix',
        'sysPrefix',
      ]),
    )
    .addOption(
      new Option('--prefix <folder>', 'in share/jupyter of this folder').conflicts([
        'user',
        'sysPrefix',
      ]),
    )
    .addOption(
      new Option('--sys-prefix', 'in the active virtual or conda environment').conflicts([
        'user',
        'prefix',
      ]),
    )
    .option('--name <name>', 'what Jupyter calls the kernel', checkedBy(checkKernelName), 'lrplab');
}

async function chosenDataFolder({prefix, sysPrefix}: PlaceSettings): Promise<string> {
  const surroundings = processSurroundings();
  if (prefix !== undefined) return prefixDataFolder(resolve(prefix), surroundings.platform);
  if (sysPrefix !== true) return resolve(userDataFolder(surroundings));
  const found = await findSysPrefix(surroundings);
  if (found === null)
    throw new LrpError(
      'kernel/no-prefix',
      '--sys-prefix: no environment is active and no jupyter or python3 is on the PATH; activate the environment, or name it with --prefix',
    );
  return prefixDataFolder(found.prefix, surroundings.platform);
}

async function install(settings: InstallSettings, console: Console): Promise<void> {
  const {name} = settings;
  const spec = makeKernelspec(settings.displayName, process.platform);
  const dataFolder = await chosenDataFolder(settings);
  const {folder, replaced} = await installKernelspec(dataFolder, name, spec);
  const cached = isCached(spec.argv[1]!);
  if (cached)
    console.error(
      `warning: lrplab runs from a cache (${spec.argv[1]}); when that is emptied, the kernel no longer starts. For good: npm install --global lrplab, then lrplab kernel install`,
    );
  if (settings.json === true)
    console.out(formatJson({ok: true, name, folder, replaced, cached, spec}));
  else console.out(`${replaced ? 'replaced' : 'installed'} kernel ${name} in ${folder}`);
}

async function uninstall(
  settings: PlaceSettings & {readonly name: string; readonly json?: boolean},
  console: Console,
): Promise<void> {
  const {name} = settings;
  const folder = await uninstallKernelspec(await chosenDataFolder(settings), name);
  if (settings.json === true) console.out(formatJson({ok: true, name, folder}));
  else console.out(`removed kernel ${name} from ${folder}`);
}

async function list({json}: {readonly json?: boolean}, console: Console): Promise<void> {
  const surroundings = processSurroundings();
  const sysPrefix = (await findSysPrefix(surroundings))?.prefix ?? null;
  const folders = searchedFolders(surroundings, sysPrefix);
  const found = onlyLrplab(findKernelspecs(folders));
  if (json === true) {
    console.out(
      formatJson({
        searched: folders,
        kernels: found.map(({name, folder, spec, current, missing, cached}) => ({
          name,
          folder,
          displayName: spec.display_name,
          argv: spec.argv,
          current,
          missing,
          cached,
        })),
      }),
    );
    return;
  }
  if (found.length === 0) {
    console.out('no lrplab kernel is installed; lrplab kernel install puts one in your own folder');
    return;
  }
  console.outStyled(
    formatTable(
      {
        headers: ['kernel', 'state', 'folder'],
        align: ['left', 'left', 'left'],
        rows: found.map(({name, folder, current, missing, cached}) => [
          name,
          missing.length > 0 ? 'broken' : cached ? 'in a cache' : current ? 'ok' : 'another copy',
          folder,
        ]),
      },
      {colour: console.outIsTerminal},
    ),
  );
  for (const each of found) {
    if (each.missing.length > 0)
      console.out(
        `${each.name} starts ${each.missing.join(' and ')}, gone; mend it: ${mend(each)}`,
      );
  }
}

async function doctor({json}: {readonly json?: boolean}, console: Console): Promise<void> {
  const findings = await examineKernel(processSurroundings());
  const ok = findings.every(({state}) => state !== 'fault');
  if (json === true) console.out(formatJson({ok, findings}));
  else {
    console.outStyled(
      formatTable(
        {
          headers: ['what', '', 'detail'],
          align: ['left', 'left', 'left'],
          rows: findings.map(({what, state, detail}) => [what, state, detail]),
        },
        {colour: console.outIsTerminal},
      ),
    );
    for (const {what, advice} of findings)
      if (advice !== undefined) console.out(`${what}: ${advice}`);
  }
  if (!ok) process.exitCode = 1;
}

export function addKernel(program: Command, console: Console): void {
  const kernel = program
    .command('kernel')
    .description('install, list, check or remove the Jupyter kernel; needs no Python');
  withPlaceOptions(kernel.command('install'))
    .description('write the kernelspec, so that Jupyter lists the kernel')
    .option('--display-name <text>', 'what its menu shows', checkedBy(checkDisplayName), 'lrplab')
    .option('--json', 'print as JSON')
    .action((settings: InstallSettings) => install(settings, console));
  withPlaceOptions(kernel.command('uninstall'))
    .description("remove a kernelspec of lrplab's")
    .option('--json', 'print as JSON')
    .action((settings: PlaceSettings & {name: string; json?: boolean}) =>
      uninstall(settings, console),
    );
  kernel
    .command('list')
    .description('show where lrplab is installed as a kernel, and whether it can still start')
    .option('--json', 'print as JSON')
    .action((settings: {json?: boolean}) => list(settings, console));
  kernel
    .command('doctor')
    .description('try what the kernel needs and start it; say what to do where something fails')
    .option('--json', 'print as JSON')
    .action((settings: {json?: boolean}) => doctor(settings, console));
}
