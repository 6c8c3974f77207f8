import type {BatchSize} from '../explain/batch-size.js';
import {modelInputShape} from '../explain/batch.js';
import {hashGraph} from '../explain/hash-graph.js';
import type {TargetColumn} from '../explain/target-columns.js';
import type {Graph} from '../graph/graph.js';
import type {Preprocessing} from '../graph/preprocessing.js';
import type {Plan} from '../plan/plan.js';
import {formatRule} from '../rules/describe.js';
import type {BulkInput} from './bulk-input.js';
import {fileNames} from './file-names.js';

/** A plan of a bulk run: `0 conv1: gamma(0.25)`, one line a layer. */
export interface ManifestPlan {
  readonly name: string;
  /** The array of its relevance in every `.npz`. */
  readonly array: string;
  readonly start: Plan['start'];
  readonly rules: readonly string[];
}

/** A sample of a bulk run. */
export type ManifestInput = Pick<BulkInput, 'sample' | 'file' | 'size' | 'modified'>;

/** What a bulk run computes, written before its results: who goes on with it does the same. */
export interface Manifest {
  readonly version: 1;
  /** Version of lrplab. */
  readonly lrplab: string;
  readonly model: {
    readonly name: string;
    /** SHA-256 of the network: structure, weights, classes. */
    readonly hash: string;
    /** Of one sample, as the model takes it. */
    readonly shape: readonly number[];
    readonly layout: Graph['layout'];
    readonly preprocessing: Preprocessing | null;
    readonly classes: readonly string[] | null;
  };
  readonly plans: readonly ManifestPlan[];
  readonly targets: readonly TargetColumn[];
  /** `onnx/cpu`, … */
  readonly engine: string;
  /** Sample i is computed in batch ⌊i/samples⌋, so that the same sums are rounded the same way whoever goes on. */
  readonly batch: Pick<BatchSize, 'samples' | 'targets'>;
  readonly inputs: readonly ManifestInput[];
}

export interface ManifestParts {
  readonly lrplab: string;
  readonly graph: Graph;
  readonly plans: readonly Plan[];
  readonly targets: readonly TargetColumn[];
  readonly engine: string;
  readonly batch: BatchSize;
  readonly inputs: readonly BulkInput[];
}

export function makeManifest(parts: ManifestParts): Manifest {
  const {lrplab, graph, plans, targets, engine, batch, inputs} = parts;
  const {name, layout, preprocessing, classes} = graph;
  const arrays = fileNames(plans.map(plan => plan.name));
  return {
    version: 1,
    lrplab,
    model: {
      ...{name, hash: hashGraph(graph), shape: modelInputShape(graph)},
      ...{layout, preprocessing, classes},
    },
    plans: plans.map(({name: plan, start, layers}, index) => ({
      name: plan,
      array: `relevance.${arrays[index]}`,
      start,
      rules: layers.map(layer => `${layer.index ?? '-'} ${layer.name}: ${formatRule(layer.rule)}`),
    })),
    targets,
    engine,
    batch: {samples: batch.samples, targets: batch.targets},
    inputs: inputs.map(({sample, file, size, modified}) => ({sample, file, size, modified})),
  };
}

/** The manifest as its file. */
export function formatManifest({inputs, ...rest}: Manifest): string {
  const head = JSON.stringify(rest, null, 1).replace(/\n\}$/, '');
  const lines = inputs.map(input => `  ${JSON.stringify(input)}`).join(',\n');
  return `${head},\n "inputs": [\n${lines}\n ]\n}\n`;
}

function differs(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}

function planDifference(was: readonly ManifestPlan[], now: readonly ManifestPlan[]): string {
  const names = (plans: readonly ManifestPlan[]): string =>
    plans.map(({name}) => `"${name}"`).join(', ');
  if (names(was) !== names(now)) return `plans: ${names(was)} then, ${names(now)} now`;
  const index = was.findIndex((plan, at) => differs(plan, now[at]));
  const [old, young] = [was[index]!, now[index]!];
  const line = old.rules.findIndex((rule, at) => rule !== young.rules[at]);
  return `plan "${old.name}": ${old.rules[line] ?? old.start} then, ${young.rules[line] ?? young.start} now`;
}

function inputDifference(was: readonly ManifestInput[], now: readonly ManifestInput[]): string {
  const at = was.findIndex((input, index) => input.sample !== now[index]?.sample);
  if (at < 0) return `inputs: ${was.length} then, ${now.length} now`;
  return `inputs: number ${at + 1} was ${was[at]!.sample}, now it is ${now[at]?.sample ?? 'missing'}`;
}

/**
 * Says what of a run is no longer what it was, one line each; nothing where it can go on. Files that were changed are
 * not looked at here: what counts is whether they have been explained.
 */
export function manifestDifferences(was: Manifest, now: Manifest): readonly string[] {
  const lines: string[] = [];
  if (was.lrplab !== now.lrplab) lines.push(`lrplab: ${was.lrplab} then, ${now.lrplab} now`);
  const {hash, ...model} = was.model;
  const {hash: newHash, ...newModel} = now.model;
  for (const key of Object.keys(model) as (keyof typeof model)[]) {
    if (differs(model[key], newModel[key]))
      lines.push(
        `model, ${key}: ${JSON.stringify(model[key])} then, ${JSON.stringify(newModel[key])} now`,
      );
  }
  if (lines.length === 0 && hash !== newHash)
    lines.push(`model "${model.name}": its weights or layers are others now`);
  if (differs(was.plans, now.plans)) lines.push(planDifference(was.plans, now.plans));
  if (differs(was.targets, now.targets))
    lines.push(`targets: ${JSON.stringify(was.targets)} then, ${JSON.stringify(now.targets)} now`);
  if (was.engine !== now.engine) lines.push(`engine: ${was.engine} then, ${now.engine} now`);
  if (differs(was.batch, now.batch))
    lines.push(
      `batch: ${was.batch.samples} samples and ${was.batch.targets} targets then, ${now.batch.samples} and ${now.batch.targets} now`,
    );
  const names = (manifest: Manifest): readonly string[] =>
    manifest.inputs.map(({sample}) => sample);
  if (differs(names(was), names(now))) lines.push(inputDifference(was.inputs, now.inputs));
  return lines;
}
