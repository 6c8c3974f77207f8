import fc from 'fast-check';
import type {EngineName} from '../../src/engine/engine.js';
import {openEngine} from '../../src/engine/open-engine.js';
import {goldenCases} from './golden-cases.js';
import {goldenErrors} from './golden-errors.js';
import {differenceFromReference} from './op-agreement.js';
import {opCases} from './op-cases.js';

// A program of its own, as a graphics driver that crashes should not take the tests along, and as Vulkan reads
// where its drivers are when it is loaded. Prints a line of JSON for each check.

/** What a check found. */
export interface WebgpuLine {
  readonly name: string;
  /** Null where all agrees. */
  readonly difference: string | null;
}

const [engine, part] = process.argv.slice(2) as [EngineName, 'ops' | 'golden'];

function print(line: WebgpuLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Random programs of one step each, against loops in float64. */
async function checkOps(): Promise<void> {
  const opened = await openEngine(engine, 'webgpu');
  for (const [name, cases] of Object.entries(opCases)) {
    const result = await fc.check(
      fc.asyncProperty(cases, async opCase => {
        const difference = await differenceFromReference(opened, opCase, 1e-4);
        if (difference !== null) throw new Error(difference);
      }),
      {seed: 7, numRuns: 8, endOnFailure: true},
    );
    const {failed, errorInstance} = result;
    print({name, difference: failed ? String(errorInstance) : null});
  }
}

/**
 * Golden cases, every second on either engine, each under one of its plans, other ones from case to case: a software
 * adapter is slow.
 */
async function checkGolden(): Promise<void> {
  for (const [index, whole] of goldenCases().entries()) {
    if (index % 2 === (engine === 'onnx' ? 1 : 0)) continue;
    const plans = Object.entries(whole.plans);
    const chosen = [plans[index % plans.length]!];
    const golden = {...whole, plans: Object.fromEntries(chosen)};
    const options = {engine, device: 'webgpu', optimise: true};
    for (const {name, error, sums} of await goldenErrors(golden, options)) {
      const good = error < 1e-3 && sums < 1e-3;
      print({
        name: `${golden.name}, ${name}`,
        difference: good ? null : `relevance by ${error}, sums by ${sums}`,
      });
    }
  }
}

void (part === 'ops' ? checkOps() : checkGolden());
