import type {EngineName} from '../../src/engine/engine.js';
import {presetNames} from '../../src/plan/presets.js';
import type {Cell} from './cell.js';

export interface CellOptions {
  readonly engine: EngineName;
  readonly device: string | null;
  /** Few cells, for a first look. */
  readonly quick: boolean;
}

/** The presets that the goals speak of. */
const main = ['EpsilonGammaBox', 'EpsilonPlus', 'EpsilonAlpha2Beta1'] as const;

/** Those of attention-aware LRP are ε and γ on networks without attention. */
const presets = presetNames.filter(name => !name.startsWith('AttnLRP'));

const sweeps: readonly (readonly number[])[] = [
  [0.25],
  [0.05, 0.25, 1],
  [0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10],
];

/** What the benchmark measures, in an order that opens nothing twice. */
export function benchmarkCells({engine, device, quick}: CellOptions): readonly Cell[] {
  const usual: Cell = {
    group: 'presets',
    network: 'vgg16',
    size: 224,
    batch: 1,
    preset: 'EpsilonGammaBox',
    gammas: [],
    targets: 1,
    engine,
    device,
    ledger: false,
    besides: true,
  };
  const isMain = (preset: string): boolean => (main as readonly string[]).includes(preset);
  if (quick)
    return [
      ...main.map(preset => ({...usual, preset})),
      {...usual, group: 'targets', targets: 5},
      {...usual, network: 'mobilenet-v2'},
    ];
  const average = {...usual, network: 'vgg16-average'} as const;
  return [
    ...presets.flatMap((preset): readonly Cell[] => [
      {...usual, preset},
      // A round of zennit on 8 pictures takes up to half a minute.
      {...usual, preset, batch: 8, besides: isMain(preset)},
    ]),
    {...usual, group: 'ledger', ledger: true, besides: false},
    ...[1, 2, 5, 20].map((targets): Cell => ({...usual, group: 'targets', targets})),
    ...sweeps.map((gammas): Cell => ({...usual, group: 'sweep', gammas})),
    ...presets.map(
      (preset): Cell => ({...usual, network: 'resnet50', preset, besides: isMain(preset)}),
    ),
    ...presets.map((preset): Cell => ({...usual, network: 'mobilenet-v2', preset})),
    ...[112, 224, 448].map((size): Cell => ({...average, group: 'size', size})),
    ...[1, 2, 4, 8, 16].map(
      (batch): Cell => ({...average, group: 'batch', batch, besides: batch <= 4}),
    ),
    ...([11, 13, 16, 19] as const).map(
      (depth): Cell => ({...average, group: 'depth', network: `vgg${depth}-average`}),
    ),
    ...(['node', 'wasm'] as const).flatMap((device): readonly Cell[] => [
      {...usual, group: 'devices', engine: 'tfjs', device, besides: device === 'node'},
      {
        ...usual,
        group: 'devices',
        network: 'mobilenet-v2',
        engine: 'tfjs',
        device,
        besides: device === 'node',
      },
    ]),
  ];
}
