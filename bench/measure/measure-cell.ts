import {agreement, type Agreement} from '../agreement.js';
import {makeNetwork} from '../networks/find-network.js';
import {sampleInput} from '../networks/sample-input.js';
import type {TorchSide} from '../torch/torch-side.js';
import type {Graph} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import {alternate, type Side} from './alternate.js';
import type {Cell, Row} from './cell.js';
import {cellPlans, cellTargets} from './cell-plans.js';
import {summarise} from './statistics.js';
import {type ForwardPass, openForward, openSubject, type Subject} from './subject.js';

/** What is open for a cell; `first` is how long its first run took. */
interface Opened {
  readonly key: string;
  readonly subject: Subject;
  first: number | null;
}

export interface MeasureOptions {
  /** Rounds at most. */
  readonly runs: number;
  /** Milliseconds a cell may take, its slowest single run aside. */
  readonly budget: number;
  readonly signal?: AbortSignal;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Measures cells one after the other and keeps what the next one needs too: the network, the program. */
export class Bench {
  readonly #torch: TorchSide | null;
  #network: {readonly key: string; readonly graph: Graph} | null = null;
  #loaded: Graph | null = null;
  #opened: Opened | null = null;
  #forward: {readonly key: string; readonly pass: ForwardPass} | null = null;

  constructor(torch: TorchSide | null) {
    this.#torch = torch;
  }

  async #graph({network, size}: Cell): Promise<Graph> {
    const key = `${network} ${size}`;
    if (this.#network?.key !== key) {
      await this.dispose();
      this.#network = {key, graph: makeNetwork(network, size)};
    }
    return this.#network.graph;
  }

  async #open(cell: Cell, graph: Graph, plans: readonly Plan[]): Promise<Opened> {
    const {network, size, preset, gammas, targets, engine, device, ledger} = cell;
    const key = JSON.stringify([network, size, preset, gammas, targets, engine, device, ledger]);
    if (this.#opened?.key !== key) {
      await this.#close();
      this.#opened = {key, subject: await openSubject(graph, plans, cell), first: null};
    }
    return this.#opened;
  }

  async #forwardPass(cell: Cell, graph: Graph): Promise<ForwardPass> {
    const key = JSON.stringify([cell.network, cell.size, cell.engine, cell.device]);
    if (this.#forward?.key !== key) {
      await this.#forward?.pass.dispose();
      this.#forward = null;
      this.#forward = {key, pass: await openForward(graph, cell)};
    }
    return this.#forward.pass;
  }

  async #close(): Promise<void> {
    await this.#opened?.subject.dispose();
    this.#opened = null;
  }

  /** Milliseconds that zennit takes for all plans of a cell; registering its hooks is not counted. */
  async #zennit(
    side: TorchSide,
    graph: Graph,
    plans: readonly Plan[],
    cell: Cell,
  ): Promise<number> {
    let time = 0;
    for (const plan of plans) {
      if (plans.length > 1) await side.plan(plan, graph);
      time += await side.explain(cellTargets(cell));
    }
    return time;
  }

  async measure(cell: Cell, {runs, budget, signal}: MeasureOptions): Promise<Row> {
    const graph = await this.#graph(cell);
    const plans = cellPlans(cell, graph);
    const opened = await this.#open(cell, graph, plans);
    const {subject} = opened;
    const input = sampleInput(graph, cell.batch);
    const targets = cellTargets(cell);
    const beside = cell.besides ? this.#torch : null;

    let maps: readonly Float32Array[] = [];
    const first = await timed(async () => {
      maps = await subject.explain(input, targets);
    });
    opened.first ??= first;
    const forward = await this.#forwardPass(cell, graph);
    await forward.predict(input);
    const sides: Side[] = [
      {name: 'forward', run: () => timed(() => forward.predict(input))},
      {name: 'own', run: () => timed(() => subject.explain(input, targets))},
    ];
    let agreed: Agreement | null = null;
    let warm = 0;
    if (beside !== null) {
      if (this.#loaded !== graph) await beside.load(graph);
      this.#loaded = graph;
      await beside.input(input);
      await beside.plan(plans.at(-1)!, graph);
      warm = await this.#zennit(beside, graph, plans, cell);
      agreed = agreement(maps.at(-1)!, await beside.relevance());
      sides.push({name: 'torch', run: () => beside.forward()});
      // A run beyond the budget is not repeated: the first one counts.
      if (warm <= budget)
        sides.push({name: 'zennit', run: () => this.#zennit(beside, graph, plans, cell)});
    }
    const least = warm > budget ? 3 : 2;
    const times = await alternate(sides, {
      runs,
      budget,
      least,
      ...(signal === undefined ? {} : {signal}),
    });
    const summary = (name: string): Row['zennit'] =>
      times.has(name) ? summarise(times.get(name)!) : null;
    return {
      cell,
      engine: subject.engine,
      cost: subject.cost,
      own: summary('own')!,
      forward: summary('forward')!,
      zennit: warm > budget ? summarise([warm]) : summary('zennit'),
      torchForward: summary('torch'),
      agreement: agreed,
      compile: subject.compile,
      prepare: subject.prepare,
      first: opened.first,
    };
  }

  /** Lets go of all that is open; measuring goes on with what it opens then. */
  async dispose(): Promise<void> {
    await this.#close();
    await this.#forward?.pass.dispose();
    this.#forward = null;
    this.#network = null;
  }
}
