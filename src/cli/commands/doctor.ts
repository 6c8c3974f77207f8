import type {Command} from 'commander';
import {formatJson, formatTable, type Console} from '../console.js';
import {findDevices} from '../doctor/find-devices.js';
import type {Finding} from '../doctor/finding.js';
import {findLibraries} from '../doctor/libraries.js';
import {findPackages} from '../doctor/packages.js';
import {tryApart} from '../doctor/try-apart.js';
import {interruptSignal} from '../interrupt.js';
import {openProgress} from '../progress.js';

function row({what, works, detail, add}: Finding): readonly string[] {
  return [what, works ? 'ok' : '–', add === undefined ? detail : `${detail}; add it with: ${add}`];
}

async function doctorCommand({json}: {readonly json?: boolean}, console: Console): Promise<void> {
  const signal = interruptSignal();
  const progress = openProgress(console, 'devices');
  const devices = await findDevices(
    (name, device) => tryApart(name, device, {signal}),
    progress.update,
  ).finally(progress.stop);
  const findings = [...(await findLibraries()), ...devices, ...findPackages()];
  const engineWorks = devices.some(({works}) => works);
  if (json === true) console.out(formatJson({ok: engineWorks, findings}));
  else
    console.outStyled(
      formatTable(
        {
          headers: ['what', '', 'detail'],
          align: ['left', 'left', 'left'],
          rows: findings.map(row),
        },
        {colour: console.outIsTerminal},
      ),
    );
  if (!engineWorks) process.exitCode = 1;
}

export function addDoctor(program: Command, console: Console): void {
  program
    .command('doctor')
    .description('try every engine and device, and say what is missing and how to get it')
    .option('--json', 'print as JSON')
    .action((settings: {readonly json?: boolean}) => doctorCommand(settings, console));
}
