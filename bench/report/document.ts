import {type PerturbationResults, perturbationLines} from '../perturbation/perturbation-results.js';
import type {Results} from '../results.js';
import {markdownTable} from './format.js';
import {goals} from './goals.js';
import {sections} from './sections.js';

function introduction({command, date, seconds, machine}: Results): string {
  const {processor, cores, memory, system, node, onnxruntime, tfjs, torch} = machine;
  const other =
    torch === null
      ? 'without torch and zennit beside it'
      : `beside torch ${torch.torch} (${torch.threads} threads) and zennit ${torch.zennit}`;
  return `Measured on ${date} in ${Math.round(seconds / 60)} minutes by \`${command}\`: ${processor}, ${cores} cores, ${(memory / 2 ** 30).toFixed(0)} GiB, ${system}, Node ${node.slice(1)}, onnxruntime ${onnxruntime}, tfjs ${tfjs}, ${other}. All in float32. This page is generated from [performance.json](performance.json) (\`npm run bench -- --render\`); no figure in it is typed by hand.`;
}

const method = `Networks have seeded He-initialised weights and biases and are made on the spot; torch reads the same numbers from a file. Both sides take turns, run by run (A B A B …), and before any of it is timed the heatmaps of both are compared. A time is a median, behind it the fastest run and the quartiles. Ratios are of medians of one run of the benchmark, the only figures that say much on a machine that does other things too. **F** is the cost counted in forward passes of the whole network, the primal pass included, as \`lrplab plan\` prints it; *time / (F × forward)* compares that with the clock: 1 means that every multiply-add of the explanation runs as fast as those of the engine's own forward pass.`;

function perturbationSection(results: PerturbationResults): readonly string[] {
  const [processor, node] = [results.machine.processor, results.machine.node.slice(1)];
  return [
    '## Perturbation',
    `The loop behind [perturbation.md](perturbation.md): regions are replaced step by step and every picture so made is scored; a point is f at one step of one curve. Against the same loop in torch, image by image, without gradients, on the network as this project reads it (batch norms folded), with as many forward passes as the curves have points. Both take turns. Measured on ${results.date}: ${processor}, ${results.machine.cores} cores, Node ${node}, onnxruntime ${results.machine.onnxruntime}.`,
    `\`${results.command}\``,
    perturbationLines(results)
      .map(line => `- ${line}`)
      .join('\n'),
  ];
}

/** docs/performance.md, from a run of the benchmark, and one of bench/perturbation.ts where there is one. */
export function performanceDocument(
  results: Results,
  perturbation: PerturbationResults | null = null,
): string {
  const judged = goals(results);
  return `${[
    '# Performance',
    introduction(results),
    '![Times of lrplab and zennit by preset, targets, picture size and batch](performance.svg)',
    method,
    ...(judged.length === 0
      ? []
      : [
          '## Goals',
          markdownTable(
            ['what', 'wanted', 'measured', ''],
            judged.map(({what, wanted, measured, isReached}) => [
              what,
              wanted,
              measured,
              isReached ? 'reached' : '**missed**',
            ]),
          ),
        ]),
    ...sections(results),
    ...(perturbation === null ? [] : perturbationSection(perturbation)),
    ...(results.skipped.length === 0
      ? []
      : [
          '## Not measured here',
          results.skipped.map(({what, why}) => `- ${what}: ${why}`).join('\n'),
        ]),
  ].join('\n\n')}\n`;
}
