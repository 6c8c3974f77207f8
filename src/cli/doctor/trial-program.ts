import type {EngineName} from '../../engine/engine.js';
import {tryDevice} from './device-trial.js';

// The program that `try-apart.ts` starts: tries the device it is told and answers in one message.
const [name, device] = process.argv.slice(2) as [EngineName, string];
void tryDevice(name, device).then(trial => {
  process.send?.(trial, () => process.exit(0));
});
