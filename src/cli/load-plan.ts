import {existsSync} from 'node:fs';
import {DiagnosticsError} from '../errors/diagnostics-error.js';
import type {Diagnostic} from '../errors/diagnostic.js';
import {LrpError} from '../errors/lrp-error.js';
import {suggest} from '../errors/suggest.js';
import type {Graph} from '../graph/graph.js';
import type {Plan, PlanSource} from '../plan/plan.js';
import {findPreset, presetNames} from '../plan/presets.js';
import {resolvePlan} from '../plan/resolve.js';
import {readScript} from '../script/read-script.js';
import {modelAdvice} from './model-advice.js';
import {parsePresetReference} from '../../dsl/preset-reference.js';

/** A plan from the command line with what there is to warn about. */
export interface LoadedPlan {
  readonly plan: Plan;
  readonly warnings: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

function chooseSource(
  plans: ReadonlyMap<string, PlanSource>,
  wanted: string | undefined,
  file: string,
): PlanSource {
  const own = [...plans.values()].filter(plan => findPreset(plan.name) === null);
  const names = own.map(plan => plan.name).join(', ');
  if (wanted !== undefined) {
    const found = plans.get(wanted);
    if (found === undefined)
      throw new LrpError(
        'plan/unknown',
        `${file} has no plan "${wanted}"; it has ${names === '' ? 'none' : names}`,
      );
    return found;
  }
  const main = plans.get('main');
  if (main !== undefined) return main;
  if (own.length === 1) return own[0]!;
  throw new LrpError(
    'plan/choose',
    own.length === 0
      ? `${file} holds no plan; write lines such as "all use epsilon(1e-6)"`
      : `${file} holds the plans ${names}; say which: --plan ${file}#NAME`,
  );
}

function withAdvice(problem: Diagnostic): Diagnostic {
  const hint = modelAdvice(problem.code);
  return hint === null ? problem : {...problem, hint};
}

/**
 * Reads what `--plan` was given: a script file (`FILE.lrp`, or `FILE.lrp#NAME` where it holds several
 * plans) or a preset (`EpsilonPlus`, `EpsilonGammaBox(-2.2, 2.7)`), and resolves it on a graph.
 *
 * @throws LrpError `plan/*`, DiagnosticsError with all that is wrong in the text.
 */
export async function loadPlan(argument: string, graph: Graph): Promise<LoadedPlan> {
  const [, file = argument, name] = /^(.*\.lrp)#(.+)$/s.exec(argument) ?? [];
  let source: PlanSource;
  let sources: ReadonlyMap<string, string> = new Map();
  let warnings: readonly Diagnostic[] = [];
  if (file.toLowerCase().endsWith('.lrp') || (findPreset(file) === null && existsSync(file))) {
    const read = await readScript(file);
    ({sources} = read);
    warnings = read.diagnostics;
    if (warnings.some(({severity}) => severity === 'error'))
      throw new DiagnosticsError(warnings, sources);
    source = chooseSource(read.script.plans, name, file);
  } else {
    const head = /^[^(]*/.exec(file)![0].trim();
    if (findPreset(head) === null) {
      const close = suggest(head, presetNames);
      throw new LrpError(
        'plan/unknown',
        `--plan "${argument}" is neither a file nor a preset${close === null ? '' : ` (did you mean "${close}"?)`}; presets: ${presetNames.join(', ')}`,
      );
    }
    const parsed = parsePresetReference(file, '<--plan>');
    if (!parsed.ok) throw new DiagnosticsError(parsed.diagnostics, new Map([['<--plan>', file]]));
    source = parsed.value;
  }
  const resolved = resolvePlan(source, graph);
  if (!resolved.ok) throw new DiagnosticsError(resolved.diagnostics.map(withAdvice), sources);
  return {plan: resolved.value, warnings: [...warnings, ...resolved.warnings], sources};
}
