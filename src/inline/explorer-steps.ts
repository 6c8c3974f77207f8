import type {Explained, ExplainedPlan} from '../explain/explained.js';
import type {LayerRelevance} from '../explain/layer-relevance.js';
import {sizeOf} from '../graph/graph.js';
import {plotlyText} from '../plot/figure.js';
import type {RelevanceMap} from '../plot/relevance-map.js';
import {mapOf, scaleLimit} from '../report/pictures.js';
import {picturePlaces} from './picture-values.js';
import type {ExplorerMap} from './explorer-map.js';

/** One row of an explanation under one plan: what the menu chooses. */
export interface ExplorerEntry {
  readonly row: number;
  readonly plan: ExplainedPlan;
  readonly label: string;
}

/** A position of the slider: one map an entry, all of one size and on one scale. */
export interface ExplorerStep {
  readonly label: string;
  /** Rank of the channel that is shown, from 1; 0 for the sum. */
  readonly rank: number;
  readonly limit: number;
  readonly maps: readonly ExplorerMap[];
}

/** Rows × plans, rows first. */
export function explorerEntries({rows, plans}: Explained): readonly ExplorerEntry[] {
  return rows.flatMap(({label}, row) =>
    plans.map(plan => ({
      row,
      plan,
      label: plans.length === 1 ? label : `${label} · ${plan.plan.name}`,
    })),
  );
}

/**
 * What the slider steps through: the input, then every layer that all plans list, each summed over channels
 * and then channel by channel, strongest first.
 */
export function explorerSteps(
  explained: Explained,
  entries: readonly ExplorerEntry[],
): readonly ExplorerStep[] {
  const input = inputStep(explained, entries);
  const layers = entries.map(({plan, row}) => plan.layers?.[row] ?? []);
  const rest = (layers[0] ?? []).flatMap(({node}) => {
    const each = layers.map(list => list.find(layer => layer.node === node));
    return each.every(layer => layer !== undefined) ? layerSteps(each) : [];
  });
  // The input stands first at its full size.
  return input === null ? rest : [input, ...rest.slice(1)];
}

function inputStep(explained: Explained, entries: readonly ExplorerEntry[]): ExplorerStep | null {
  const maps = entries.map(({plan, row}): ExplorerMap | null => {
    const relevance = plan.relevance[row]!;
    const map = mapOf(explained, relevance);
    if (map === null) return null;
    const total = relevance.reduce((sum, r) => sum + r, 0);
    const {place, values} = picturePlaces(explained.rows[row]!.pixels);
    return {map, total, caption: 'relevance', place, values};
  });
  if (!maps.every(map => map !== null)) return null;
  return {label: 'input', rank: 0, limit: scaleLimit(maps.map(({map}) => map)), maps};
}

function layerSteps(layers: readonly LayerRelevance[]): readonly ExplorerStep[] {
  const [{index, name, kind, channels: first}] = layers as readonly [LayerRelevance];
  const label = plotlyText(kind === 'input' ? 'input' : index === null ? name : `${index} ${name}`);
  const sum: ExplorerStep = {
    label,
    rank: 0,
    limit: scaleLimit(layers.map(({map}) => map)),
    maps: layers.map(({map, total, shape}) => ({
      map,
      total,
      caption: 'relevance',
      place: placeIn(shape, map),
      values: '',
    })),
  };
  // Of a single channel the sum is the channel.
  if (first.length < 2) return [sum];
  const limit = scaleLimit(layers.flatMap(({channels}) => channels.map(({map}) => map)));
  const channels = first.map(
    (_, at): ExplorerStep => ({
      label: `${label}, channel ranked ${at + 1} of ${layers[0]!.shape[0]}`,
      rank: at + 1,
      limit,
      maps: layers.map(({channels: list, shape}) => {
        const {index: channel, total, map} = list[at]!;
        const place = `channel ${channel}, ${placeIn(shape, map)}`;
        return {map, total, caption: `channel ${channel}`, place, values: ''};
      }),
    }),
  );
  return [sum, ...channels];
}

function placeIn(shape: readonly number[], {width, height}: RelevanceMap): string {
  if (shape.length === 2 || shape.length === 3) {
    const step = Math.ceil(shape.at(-1)! / width);
    const cell = step === 1 ? '' : ` of cells of ${step}×${step}`;
    return `row %{y}, column %{x}${cell}`;
  }
  const fits = width * height >= sizeOf(shape);
  if (!fits) return 'row %{y}, column %{x} of neurons added up';
  return height === 1 ? 'neuron %{x}' : `neuron %{y} × ${width} + %{x}`;
}
