import {inspect} from 'node:util';
import {parameterName} from '../../dsl/parameter.js';
import {DiagnosticsError} from '../errors/diagnostics-error.js';
import {LrpError} from '../errors/lrp-error.js';
import type {Graph} from '../graph/graph.js';
import {planSourceOutput} from '../inline/plan-source-output.js';
import type {PlotlyMode} from '../inline/plotly-carrier.js';
import type {Plan, PlanSource} from '../plan/plan.js';
import {resolvePlan} from '../plan/resolve.js';
import {jupyterDisplay, type MimeBundle} from '../plot/mime-bundle.js';
import type {CellResult} from './cell-result.js';
import {currentHost} from './host.js';
import type {Displayable} from './displayable.js';
import type {HostValues} from './memory.js';
import {Session} from './session.js';

/** One a process, whichever copy of lrplab asks: what cells of the language make, the tag finds. */
const place = Symbol.for('lrplab.session');

interface Place {
  [place]?: Session;
}

/** The session that cells and the tag share. */
export function sharedSession(): Session {
  const global = globalThis as Place;
  global[place] ??= new Session();
  return global[place];
}

/** Makes a session the one that the tag uses. */
export function shareSession(session: Session): void {
  (globalThis as Place)[place] = session;
}

/** A text of the language with the values put into it: a plan to use, or a script that runs when it is awaited. */
export class LrpText implements PromiseLike<CellResult> {
  /** The text, values as `${1}`, `${2}`, … */
  readonly text: string;
  readonly #values: HostValues;
  #running: Promise<CellResult> | null = null;

  constructor(text: string, values: HostValues) {
    this.text = text;
    this.#values = values;
    Object.defineProperty(this, jupyterDisplay, {value: () => this.#display()});
    Object.defineProperty(this, inspect.custom, {value: () => this.#print()});
  }

  /** The text's own plans by name, as written. @throws DiagnosticsError */
  get plans(): Readonly<Record<string, PlanSource>> {
    const options = {values: this.#values, file: '<lrp>'};
    return Object.fromEntries(sharedSession().plansOf(this.text, options));
  }

  /** The plan of the text, the last where there are several. @throws DiagnosticsError, LrpError `plan/choose` */
  get plan(): PlanSource {
    const plan = this.plans['main'] ?? Object.values(this.plans).at(-1);
    if (plan !== undefined) return plan;
    throw new LrpError(
      'plan/choose',
      'the text holds no plan; write lines such as "all use epsilon(1e-6)"',
    );
  }

  /** The plan on a network: one rule a layer. @throws DiagnosticsError with everything that does not fit. */
  on(graph: Graph): Plan {
    const resolved = resolvePlan(this.plan, graph);
    if (!resolved.ok)
      throw new DiagnosticsError(resolved.diagnostics, new Map([['<lrp>', this.text]]));
    return resolved.value;
  }

  /** Carries the text out, once: what it shows appears in the cell that runs. @throws as `Session.run` */
  run(): Promise<CellResult> {
    const host = currentHost();
    this.#running ??= sharedSession().run(this.text, {
      sink: host.sink(),
      signal: host.signal(),
      cell: host.cell(),
      values: this.#values,
      file: '<lrp>',
    });
    return this.#running;
  }

  // biome-ignore lint/suspicious/noThenProperty: awaiting a text carries it out.
  then<Done = CellResult, Failed = never>(
    done?: ((result: CellResult) => Done | PromiseLike<Done>) | null,
    failed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return this.run().then(done, failed);
  }

  /** As a cell's last value the text is carried out and shows what it has not shown itself. */
  async #display(): Promise<MimeBundle['data']> {
    return (await this.run()).bundle?.data ?? {};
  }

  /** Printed, a text shows its plan; a stock tslab prints last values. */
  #print(): string {
    if (this.#running !== null) return 'done';
    const plans = Object.values(this.plans);
    if (plans.length === 0) return `lrp\`${this.text}\` (await it to carry it out)`;
    const host = currentHost();
    if (host.name !== 'tslab') return planSourceOutput(this.plan).text;
    host.sink().display(sharedSession().bundle(planSourceOutput(this.plan), host.cell()));
    return '';
  }
}

function tag(strings: TemplateStringsArray, ...values: readonly unknown[]): LrpText & Displayable {
  const text = strings.raw.reduce(
    (before, part, index) => `${before}${parameterName(index)}${part}`,
  );
  const names = values.map((_, index) => parameterName(index + 1));
  const given = {get: (name: string) => values[names.indexOf(name)], names: () => names};
  return new LrpText(text, given) as LrpText & Displayable;
}

/** The tag and the session behind it. */
export interface Lrp {
  (strings: TemplateStringsArray, ...values: readonly unknown[]): LrpText & Displayable;
  /** How pictures carry Plotly: packed in the notebook, from a network, or not at all. */
  plotly: PlotlyMode;
  /** What cells and the tag share. */
  readonly session: Session;
}

/**
 * A text of the language in TypeScript: lrp`layers 1..6 use gamma(${g})`. Values are put in as values, never as text: numbers,
 * texts, lists, tensors, models, plans and rules, each where the language has a place for it.
 *
 * `lrp\`…\`.plan` is the plan; `await lrp\`…\`` carries the text out in the session that all cells share.
 */
export const lrp: Lrp = Object.defineProperties(tag, {
  plotly: {
    get: () => sharedSession().plotly.mode,
    set: (mode: PlotlyMode) => {
      if (!['inline', 'cdn', 'none'].includes(mode))
        throw new LrpError(
          'inline/plotly',
          `lrp.plotly: expected inline, cdn or none, got ${mode}`,
        );
      sharedSession().plotly.mode = mode;
    },
  },
  session: {get: sharedSession},
}) as Lrp;
