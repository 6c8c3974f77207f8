import type {Command} from 'commander';
import {format} from '../../../dsl/format.js';
import {readBounded} from '../../data/read-bounded.js';
import {writeFileWhole} from '../../data/write-file.js';
import {DiagnosticsError} from '../../errors/diagnostics-error.js';
import type {Console} from '../console.js';

async function formatCommand(
  files: readonly string[],
  {check}: {readonly check?: boolean},
  console: Console,
): Promise<void> {
  const texts = await Promise.all(
    files.map(async file => ({
      file,
      text: new TextDecoder().decode(await readBounded(file, {area: 'script', maxBytes: 1e6})),
    })),
  );
  const results = texts.map(({file, text}) => ({file, text, result: format(text, {file})}));
  const broken = results.flatMap(({result}) => (result.ok ? [] : result.diagnostics));
  if (broken.length > 0)
    throw new DiagnosticsError(broken, new Map(texts.map(({file, text}) => [file, text])));
  for (const {file, text, result} of results) {
    if (!result.ok || result.value === text) continue;
    if (check === true) process.exitCode = 1;
    else await writeFileWhole(file, result.value);
    console.out(`${file}: ${check === true ? 'would be formatted' : 'formatted'}`);
  }
}

export function addFormat(program: Command, console: Console): void {
  program
    .command('format <file.lrp...>')
    .description('bring scripts into their canonical form; refuses text with mistakes')
    .option('--check', 'change nothing, exit with 1 where something would change')
    .action((files: readonly string[], settings: {readonly check?: boolean}) =>
      formatCommand(files, settings, console),
    );
}
