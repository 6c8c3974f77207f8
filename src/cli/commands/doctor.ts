import {createRequire} from 'node:module';
import {availableParallelism, totalmem} from 'node:os';
import type {Command} from 'commander';
import {engineDevices, openEngine} from '../../engine/open-engine.js';
import type {EngineName} from '../../engine/engine.js';
import {ProgramBuilder} from '../../program/builder.js';
import {formatJson, formatTable, type Console} from '../console.js';

/** One thing that may or may not be there. */
interface Finding {
  readonly what: string;
  readonly works: boolean;
  readonly detail: string;
}

/** A convolution 32→32 on 32×32, the smallest program that tells an engine's speed. */
function probe() {
  const builder = new ProgramBuilder();
  const x = builder.input('input', [32, 32, 32]);
  const weight = builder.constant('w', [32, 32, 3, 3], () =>
    new Float32Array(32 * 32 * 9).fill(0.01),
  );
  const geometry = {stride: [1, 1], dilation: [1, 1], padding: [1, 1, 1, 1], groups: 1} as const;
  builder.output(
    'output',
    builder.step([32, 32, 32], {op: 'conv', x, weight, bias: null, geometry}),
  );
  return builder.build('probe');
}

/** Runs the probe and says how fast it was, or why not. */
async function tryEngine(name: EngineName, device: string): Promise<Finding> {
  const what = `engine ${name}, device ${device}`;
  try {
    const engine = await openEngine(name, device);
    const executable = await engine.prepare(probe());
    const input = {shape: [1, 32, 32, 32], data: new Float32Array(32 ** 3).fill(1)};
    await executable.run(new Map([['input', input]]));
    const rounds = 5;
    const started = performance.now();
    for (let round = 0; round < rounds; round++) await executable.run(new Map([['input', input]]));
    const seconds = (performance.now() - started) / 1000 / rounds;
    await executable.dispose();
    return {
      what,
      works: true,
      detail: `works, ${((2 * 32 * 32 * 9 * 1024) / seconds / 1e9).toFixed(1)} GFLOP/s on a small convolution`,
    };
  } catch (error) {
    return {what, works: false, detail: (error as Error).message};
  }
}

/** Packages that add to lrplab where they are installed. */
const optionalPackages = [
  {
    name: '@tensorflow/tfjs-node',
    gives: 'the native TensorFlow backend for tfjs; not used by this version yet',
    add: 'npm install @tensorflow/tfjs-node@4.22.0 (downloads libtensorflow, about 400 MB)',
  },
  {
    name: '@tensorflow/tfjs-node-gpu',
    gives: 'tfjs on CUDA; not used by this version yet',
    add: 'npm install @tensorflow/tfjs-node-gpu@4.22.0 (Linux or Windows with an NVIDIA GPU)',
  },
  {name: 'tslab', gives: 'TypeScript cells in Jupyter', add: 'npm install tslab@1.0.22'},
] as const;

function findPackages(): readonly Finding[] {
  const require = createRequire(import.meta.url);
  return optionalPackages.map(({name, gives, add}) => {
    try {
      const {version} = require(`${name}/package.json`) as {version: string};
      return {what: name, works: true, detail: `${version}: ${gives}`};
    } catch {
      return {
        what: name,
        works: false,
        detail: `not installed (optional: ${gives}); add it with: ${add}`,
      };
    }
  });
}

async function doctorCommand({json}: {readonly json?: boolean}, console: Console): Promise<void> {
  const findings: Finding[] = [
    {
      what: 'Node.js',
      works: true,
      detail: `${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    },
  ];
  for (const name of ['onnx', 'tfjs'] as const) {
    for (const device of engineDevices[name]) findings.push(await tryEngine(name, device));
  }
  findings.push(...findPackages());
  const engineWorks = findings.some(finding => finding.works && finding.what.startsWith('engine '));
  if (json === true) console.out(formatJson({ok: engineWorks, findings}));
  else
    console.outStyled(
      formatTable(
        {
          headers: ['what', '', 'detail'],
          align: ['left', 'left', 'left'],
          rows: findings.map(({what, works, detail}) => [what, works ? 'ok' : '–', detail]),
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
