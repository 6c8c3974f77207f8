import type {Command} from 'commander';
import type {Console} from '../console.js';
import {addEvaluateConsistency} from '../evaluate/consistency-command.js';
import {families} from '../../measures/families.js';
import {addEvaluateFamily} from '../evaluate/family-command.js';
import {addEvaluateModel} from '../evaluate/model-command.js';

/** `lrplab evaluate …`: models and explanations held against annotated pictures. */
export function addEvaluate(program: Command, console: Console): void {
  const command = program
    .command('evaluate')
    .description('hold models and explanations against annotated pictures');
  addEvaluateModel(command, console);
  // Consistency has a command of its own, which looks at every layer.
  for (const family of families)
    if (family.name !== 'consistency') addEvaluateFamily(family, command, console);
  addEvaluateConsistency(command, console);
}
