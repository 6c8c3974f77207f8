import {pixelsOf} from '../data/pixels-of.js';
import {DiagnosticsError} from '../errors/diagnostics-error.js';
import {explain as explainPlainly, type ExplainOptions} from '../explain/explain.js';
import {toExplained} from '../explain/explained.js';
import type {Explanation} from '../explain/explanation.js';
import type {Graph, Tensor} from '../graph/graph.js';
import {explanationOutput} from '../inline/explanation-output.js';
import {graphOutput} from '../inline/graph-output.js';
import type {InlineOutput} from '../inline/inline-output.js';
import {planOutput} from '../inline/plan-output.js';
import {buildNetwork as buildPlainly, type NetworkDefinition} from '../model/build-network.js';
import {loadModel as loadPlainly, type LoadModelOptions} from '../model/load-model.js';
import type {Plan, PlanSource} from '../plan/plan.js';
import {resolvePlan} from '../plan/resolve.js';
import type {MimeBundle} from '../plot/mime-bundle.js';
import {compilePlan as compilePlainly, type CompilePlanOptions} from '../script/compile-plan.js';
import {displayable, type Displayable} from './displayable.js';
import {currentHost} from './host.js';
import {LrpText, sharedSession} from './lrp.js';

function bundle(output: InlineOutput): MimeBundle {
  return sharedSession().bundle(output, currentHost().cell());
}

/** As `explain`; as a cell's last value the result shows its maps. */
export async function explain(
  graph: Graph,
  plan: Plan,
  input: Tensor,
  options: ExplainOptions = {},
): Promise<Explanation & Displayable> {
  const explanation = await explainPlainly(graph, plan, input, options);
  const size = input.data.length / input.shape[0]!;
  const samples = Array.from({length: input.shape[0]!}, (_, index) => ({
    sample: `sample ${index}`,
    pixels: pixelsOf(input.data.subarray(index * size, (index + 1) * size), graph),
  }));
  return displayable(explanation, () =>
    bundle(
      explanationOutput(toExplained(graph, samples, [{cost: 0, explanations: [explanation]}])),
    ),
  );
}

/** As `compilePlan`, from text, a plan as written, or the tag `lrp`; as a cell's last value the plan is a table. */
export function compilePlan(
  plan: string | PlanSource | LrpText,
  graph: Graph,
  options: CompilePlanOptions = {},
): Plan & Displayable {
  const resolved =
    plan instanceof LrpText
      ? plan.on(graph)
      : typeof plan === 'string'
        ? compilePlainly(plan, graph, options)
        : onGraph(plan, graph);
  return displayable(resolved, () => bundle(planOutput(resolved)));
}

/** As `loadModel`; as a cell's last value the network is a table of its layers. */
export async function loadModel(
  file: string,
  options: LoadModelOptions = {},
): Promise<Graph & Displayable> {
  const graph = await loadPlainly(file, options);
  return displayable(graph, () => bundle(graphOutput(graph)));
}

/** As `buildNetwork`; as a cell's last value the network is a table of its layers. */
export function buildNetwork(definition: NetworkDefinition): Graph & Displayable {
  const graph = buildPlainly(definition);
  return displayable(graph, () => bundle(graphOutput(graph)));
}

function onGraph(source: PlanSource, graph: Graph): Plan {
  const resolved = resolvePlan(source, graph);
  if (!resolved.ok) throw new DiagnosticsError(resolved.diagnostics, new Map());
  return resolved.value;
}
