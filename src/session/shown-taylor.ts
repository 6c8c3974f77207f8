import type {Graph, Tensor} from '../graph/graph.js';
import {tablesOutput} from '../inline/table-output.js';
import type {Plan} from '../plan/plan.js';
import type {CaptionedTable} from '../plot/table-html.js';
import {constancyTable, minMaxTable, preconditionsTable} from '../report/taylor-tables.js';
import type {Constancy} from '../taylor/constancy.js';
import {
  examineConstancy as examinePlainly,
  type ConstancyOptions,
} from '../taylor/examine-constancy.js';
import type {MinMaxSample} from '../taylor/min-max-gradient.js';
import {
  taylorPreconditions as countPlainly,
  type PreconditionOptions,
  type Preconditions,
} from '../taylor/taylor-preconditions.js';
import {
  trainMinMax as trainPlainly,
  type TrainedMinMax,
  type TrainMinMaxOptions,
} from '../taylor/train-min-max.js';
import {displayable, type Displayable} from './displayable.js';
import {currentHost} from './host.js';
import {sharedSession} from './lrp.js';

function shown<Value extends object>(value: Value, table: CaptionedTable): Value & Displayable {
  return displayable(value, () =>
    sharedSession().bundle(tablesOutput([table]), currentHost().cell()),
  );
}

/** As `taylorPreconditions`; as a cell's last value the counts are a table. */
export async function taylorPreconditions(
  graph: Graph,
  plan: Plan,
  batch: Tensor,
  options: PreconditionOptions = {},
): Promise<Preconditions & Displayable> {
  const found = await countPlainly(graph, plan, batch, options);
  const caption = `What deep Taylor presumes of ${found.model}, ${found.plan}`;
  return shown(found, {caption, table: preconditionsTable(found)});
}

/** As `examineConstancy`; as a cell's last value the spreads are a table. */
export async function examineConstancy(
  graph: Graph,
  plan: Plan,
  batch: Tensor,
  options: ConstancyOptions = {},
): Promise<Constancy & Displayable> {
  const found = await examinePlainly(graph, plan, batch, options);
  const caption = `How constant c is in ${found.model}, ${found.plan}: |c(x̃) − c(x)| / |c(x)|`;
  return shown(found, {caption, table: constancyTable(found)});
}

/** As `trainMinMax`; as a cell's last value the errors are a table. */
export async function trainMinMax(
  samples: readonly MinMaxSample[],
  options: TrainMinMaxOptions = {},
): Promise<TrainedMinMax & Displayable> {
  const trained = await trainPlainly(samples, options);
  const caption = 'Error of the min-max relevance model';
  return shown(trained, {caption, table: minMaxTable(trained.errors)});
}
