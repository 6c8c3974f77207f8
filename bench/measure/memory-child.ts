import {makeNetwork} from '../networks/find-network.js';
import {parameterCount} from '../networks/parameter-count.js';
import {sampleInput} from '../networks/sample-input.js';
import type {Cell} from './cell.js';
import {cellPlans, cellTargets} from './cell-plans.js';
import {forgetPeak, peakMemory, residentMemory} from './process-memory.js';
import {openSubject} from './subject.js';

// Explains one cell in a process of its own and prints how much memory the process held at most.
// node dist/bench/measure/memory-child.js '{"network": "vgg16", …}'

const cell = JSON.parse(process.argv[2]!) as Cell;
const graph = makeNetwork(cell.network, cell.size);
const loaded = residentMemory();
forgetPeak();
const subject = await openSubject(graph, cellPlans(cell, graph), cell);
const opened = peakMemory();
for (let run = 0; run < 2; run++)
  await subject.explain(sampleInput(graph, cell.batch), cellTargets(cell));
process.stdout.write(
  JSON.stringify({weights: 4 * parameterCount(graph), loaded, opened, peak: peakMemory()}),
);
await subject.dispose();
