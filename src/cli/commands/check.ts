import type {Command} from 'commander';
import type {Console} from '../console.js';
import {openScript} from '../../script/open-script.js';
import {printWarnings} from '../warnings.js';

export function addCheck(program: Command, console: Console): void {
  program
    .command('check <file.lrp>')
    .description('look for mistakes in a script without running it: names, rules, layers, files')
    .action(async (file: string) => {
      const {warnings, sources} = await openScript(file);
      printWarnings(warnings, sources, console);
      console.out(`${file}: no mistakes found`);
    });
}
