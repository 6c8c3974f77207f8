import {createRequire} from 'node:module';
import {JupyterClient, type KernelCommand} from '../test/helpers/jupyter-client.js';
import {lrplabCommand} from '../test/helpers/start-lrplab.js';

// From the start of the process to its first kernel_info_reply: lrplab's kernel and stock tslab, by turns in one run.
// node dist/bench/kernel-start.js [rounds]

const rounds = Number(process.argv[2] ?? 9);
const tslab: KernelCommand = {
  argv: [
    process.execPath,
    createRequire(import.meta.url)
      .resolve('tslab/dist/main.js')
      .replace('dist/main.js', 'bin/tslab'),
    'kernel',
    '--config-path',
    '{connection_file}',
  ],
};

async function greeting(command: KernelCommand): Promise<number> {
  const client = await JupyterClient.start(command);
  await client.close();
  return client.greetedAfter;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const ours: number[] = [];
const theirs: number[] = [];
for (let round = 0; round < rounds; round++) {
  ours.push(await greeting(lrplabCommand));
  theirs.push(await greeting(tslab));
}
const ratios = ours.map((time, round) => time / theirs[round]!);
process.stdout.write(
  `lrplab ${median(ours).toFixed(0)} ms, tslab ${median(theirs).toFixed(0)} ms, ratio ${median(ratios).toFixed(2)} (medians of ${rounds} pairs)\n`,
);
