import type {Command} from 'commander';
import type {Console} from '../console.js';
import {addEvaluateConsistency} from '../evaluate/consistency-command.js';
import {addEvaluateLocalisation} from '../evaluate/localisation-command.js';
import {addEvaluateModel} from '../evaluate/model-command.js';

/** `lrplab evaluate …`: models and explanations held against annotated pictures. */
export function addEvaluate(program: Command, console: Console): void {
  const command = program
    .command('evaluate')
    .description('hold models and explanations against annotated pictures');
  addEvaluateModel(command, console);
  addEvaluateLocalisation(command, console);
  addEvaluateConsistency(command, console);
}
