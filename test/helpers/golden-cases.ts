import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {sharedFolder} from './shared.js';

/** One plan of a golden case. */
export interface GoldenPlan {
  /** Lines of the language; null for the gradient kinds. */
  readonly dsl: string | null;
  readonly kind: string;
  readonly file: string;
  readonly targets: readonly number[];
  readonly layer_input_sums: readonly (readonly number[])[];
  readonly layer_output_sums: readonly (readonly number[])[];
}

/** A small network with reference relevances. */
export interface GoldenCase {
  readonly name: string;
  readonly folder: string;
  readonly plans: Readonly<Record<string, GoldenPlan>>;
}

function casesIn(folder: string): readonly GoldenCase[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(name => existsSync(join(folder, name, 'case.json')))
    .map(name => {
      const {plans} = JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8')) as {
        plans: Record<string, GoldenPlan>;
      };
      return {name, folder: join(folder, name), plans};
    });
}

/** All golden cases: those of the repository, and those beside it where they are here. */
export function goldenCases(): readonly GoldenCase[] {
  const own = casesIn(resolve('test/golden/open'));
  const names = new Set(own.map(({name}) => name));
  return [
    ...own,
    ...casesIn(join(sharedFolder, 'golden/open')).filter(({name}) => !names.has(name)),
  ];
}
