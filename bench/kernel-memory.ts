import {readFileSync} from 'node:fs';
import {JupyterClient} from '../test/helpers/jupyter-client.js';
import {lrplabCommand} from '../test/helpers/start-lrplab.js';

// Memory of lrplab's kernel over a long session of explanations (Linux).
// node dist/bench/kernel-memory.js [explanations]

const count = Number(process.argv[2] ?? 500);
const cells = [
  'explain three with EpsilonPlus, DeepTaylorBounded',
  'explain three for 8 with EpsilonGammaBox as first\nshow heatmap, ledger',
  'const total = explanation.plans[0]!.relevance[0]!.reduce((a, b) => a + b, 0); total',
];

const client = await JupyterClient.start(lrplabCommand);
await client.execute(
  'model "lrplab:models/digits.onnx" as net\nimage "lrplab:digits/3-a.png" as three',
);
function megabytes(): number {
  const status = readFileSync(`/proc/${client.process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
}
for (let done = 1; done <= count; done++) {
  const {reply} = await client.execute(cells[done % cells.length]!);
  if (reply.content['status'] !== 'ok') throw new Error(JSON.stringify(reply.content));
  client.heard.length = 0;
  if (done % Math.ceil(count / 10) === 0)
    process.stdout.write(`${String(done).padStart(5)} cells: ${megabytes().toFixed(0)} MB\n`);
}
await client.close();
