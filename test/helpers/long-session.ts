import {Session} from '../../src/session/session.js';
import {recordingSink} from './recording-sink.js';

// Explains again and again in one session: node --expose-gc long-session.js COUNT. Prints the bytes in use on the way.

const count = Number(process.argv[2]);
const session = new Session();
const run = (text: string) => session.run(text, {sink: recordingSink()});
carryOut(async () => {
  await run('model "lrplab:models/digits.onnx"\nimage "lrplab:digits/3-a.png" as three');
  const used: number[] = [];
  for (let done = 1; done <= count; done++) {
    await run('explain three with EpsilonPlus, DeepTaylorBounded as first\nshow heatmap, ledger');
    if (done % (count / 4) !== 0) continue;
    // What a promise or a finaliser still holds goes in a later turn.
    for (let turn = 0; turn < 4; turn++) {
      await new Promise(resolve => setTimeout(resolve, 20));
      globalThis.gc!();
    }
    const {heapUsed, arrayBuffers} = process.memoryUsage();
    used.push(heapUsed + arrayBuffers);
  }
  process.stdout.write(JSON.stringify(used));
});

function carryOut(work: () => Promise<void>): void {
  work().catch((error: unknown) => {
    process.stderr.write(String(error));
    process.exitCode = 1;
  });
}
