import {writeSync} from 'node:fs';

// Loaded in front of a program: says on the fourth stream how much memory it has taken at most, in KB.
process.on('exit', () => {
  writeSync(3, String(process.resourceUsage().maxRSS));
});
