import type {Cell, GroupName, Row} from '../measure/cell.js';
import type {Results} from '../results.js';
import {
  formatBytes,
  formatSummary,
  formatTime,
  markdownTable,
  overForward,
  ratio,
} from './format.js';

interface Column {
  readonly head: string;
  readonly value: (cell: Cell) => string;
}

/** A table of rows: what differs between them, then what was measured. */
function rowsTable(rows: readonly Row[], columns: readonly Column[]): string {
  const isBeside = rows.some(({zennit}) => zennit !== null);
  const head = [
    ...columns.map(({head}) => head),
    'F',
    'lrplab',
    'own forward',
    'time / (F × forward)',
    ...(isBeside ? ['zennit', 'ratio', 'cosine; greatest difference'] : []),
  ];
  return markdownTable(
    head,
    rows.map(row => [
      ...columns.map(({value}) => value(row.cell)),
      row.cost.toFixed(2),
      formatSummary(row.own),
      formatTime(row.forward.median),
      overForward(row).toFixed(2),
      ...(isBeside
        ? [
            row.zennit === null ? '–' : formatSummary(row.zennit),
            ratio(row) === null ? '–' : `**${ratio(row)!.toFixed(1)}×**`,
            row.agreement === null
              ? '–'
              : `${row.agreement.cosine.toFixed(6)}; ${row.agreement.difference.toExponential(0)}`,
          ]
        : []),
    ]),
  );
}

const preset: Column = {head: 'preset', value: cell => cell.preset};
const batch: Column = {head: 'batch', value: cell => String(cell.batch)};
const network: Column = {head: 'network', value: cell => cell.network};

function group(
  {rows}: Results,
  name: GroupName,
  title: string,
  columns: readonly Column[],
  text: string,
  where: (row: Row) => boolean = () => true,
): readonly string[] {
  const chosen = rows.filter(row => row.cell.group === name && where(row));
  if (chosen.length === 0) return [];
  return [
    `## ${title}`,
    `${text}\n\n\`npm run bench -- --only ${name}\``,
    rowsTable(chosen, columns),
  ];
}

/** What the ledger costs: the same cell with it and without. */
function ledgerSection(results: Results): readonly string[] {
  const kept = results.rows.find(({cell}) => cell.group === 'ledger');
  const without = results.rows.find(
    ({cell}) =>
      cell.group === 'presets' &&
      cell.network === kept?.cell.network &&
      cell.preset === kept.cell.preset &&
      cell.batch === kept.cell.batch,
  );
  if (kept === undefined || without === undefined) return [];
  const more =
    kept.own.median / kept.forward.median / (without.own.median / without.forward.median) - 1;
  return [
    '## The ledger',
    `All other figures are without the ledger, since zennit keeps none. With it, ${kept.cell.preset} on VGG16 takes ${formatSummary(kept.own)}, that is ${(100 * more).toFixed(0)} % more than without (both against the forward pass beside them).\n\n\`npm run bench -- --only ledger,presets\``,
  ];
}

function memorySection({memory}: Results): readonly string[] {
  if (memory.length === 0) return [];
  const table = markdownTable(
    [
      'VGG16',
      'weights',
      'lrplab: above the loaded network',
      'peak',
      'with the variable: above',
      'zennit: above the loaded network',
      'peak',
    ],
    memory.map(({cell, weights, own, tight, zennit}) => [
      `${cell.preset}, batch ${cell.batch}${cell.targets > 1 ? `, ${cell.targets} targets` : ''}`,
      formatBytes(weights),
      formatBytes(own.peak - own.loaded),
      formatBytes(own.peak),
      tight === null ? '–' : formatBytes(tight.peak - tight.loaded),
      ...(zennit === null
        ? ['–', '–']
        : [formatBytes(zennit.peak - zennit.loaded), formatBytes(zennit.peak)]),
    ]),
  );
  return [
    '## Memory',
    `The highest resident memory of a process that explains twice, in a process of its own for every row, and what of it comes on top of the process once it holds the network's weights. For many targets zennit runs with two: each of its backward passes lets go of its memory before the next. Part of lrplab's memory is blocks that onnxruntime has freed and glibc keeps; \`MALLOC_MMAP_THRESHOLD_=1048576\` in the environment of the process (the column) gives them back, and lrplab's Jupyter kernels set it.\n\n\`npm run bench -- --only memory\``,
    table,
  ];
}

function startSection({rows, start}: Results): readonly string[] {
  const opened = rows.filter(
    ({cell}) => cell.group === 'presets' && cell.batch === 1 && cell.preset === 'EpsilonGammaBox',
  );
  if (opened.length === 0) return [];
  const process =
    start === null
      ? ''
      : `A process that imports lrplab and onnxruntime is up after ${formatTime(start.own)}${start.zennit === null ? '' : `, one that imports torch and zennit after ${formatTime(start.zennit)}`}. `;
  return [
    '## Start',
    `${process}Then, once for each network and plan:\n\n\`npm run bench -- --only presets,start\``,
    markdownTable(
      ['network', 'compile the plan', 'make ready on the engine', 'first run', 'later runs'],
      opened.map(({cell, compile, prepare, first, own}) => [
        `${cell.network}, ${cell.preset}`,
        formatTime(compile),
        formatTime(prepare),
        formatTime(first),
        formatTime(own.median),
      ]),
    ),
  ];
}

function profileSection({profiles}: Results): readonly string[] {
  return profiles.flatMap(({network: name, preset: plan, total, works, operations}, index) => [
    ...(index === 0
      ? [
          '## Where the time goes',
          "onnxruntime's own profile of one picture, by what the program needs the work for.",
        ]
      : []),
    `### ${name}, ${plan}`,
    `${formatTime(total)} in all. \`node dist/bench/profile.js --network ${name} --preset ${plan}\``,
    markdownTable(
      ['work', 'time', 'share'],
      works.map(([work, time]) => [
        work,
        formatTime(time),
        `${((100 * time) / total).toFixed(0)} %`,
      ]),
    ),
    `Most of it: ${operations
      .slice(0, 6)
      .map(([operation, time]) => `${operation} ${formatTime(time)}`)
      .join(', ')}.`,
  ]);
}

/** All measured sections, as pieces of Markdown. */
export function sections(results: Results): readonly string[] {
  const presetsOn = (name: string, size: number, title: string, text: string): readonly string[] =>
    group(
      results,
      'presets',
      title,
      [preset, batch],
      text,
      ({cell}) => cell.network === name && cell.batch === size,
    );
  return [
    ...presetsOn(
      'vgg16',
      1,
      'VGG16, one picture',
      '138 million weights, 224×224 pixels, dense head as published.',
    ),
    ...presetsOn('vgg16', 8, 'VGG16, 8 pictures at once', 'Times are of the whole batch.'),
    ...presetsOn(
      'resnet50',
      1,
      'ResNet-50, one picture',
      '25.5 million weights, residual additions.',
    ),
    ...presetsOn(
      'mobilenet-v2',
      1,
      'MobileNet v2, one picture',
      '3.5 million weights, depthwise convolutions, ReLU6, residual additions of signed values.',
    ),
    ...group(
      results,
      'targets',
      'Many targets',
      [{head: 'targets', value: cell => String(cell.targets)}],
      'T classes of one picture explained by EpsilonGammaBox on VGG16 in one run, over one primal pass. zennit: T backward passes over one forward pass (a retained graph), its fastest way.',
    ),
    ...group(
      results,
      'sweep',
      'Many plans',
      [{head: 'γ values', value: cell => String(cell.gammas.length)}],
      'EpsilonGammaBox on VGG16 with K values of γ in one run. zennit: one composite after the other, registering not counted.',
    ),
    ...group(
      results,
      'size',
      'Growth with the picture',
      [{head: 'pixels', value: cell => `${cell.size}×${cell.size}`}],
      'EpsilonGammaBox on VGG16 with global average pooling before its dense head, so that the layers are the same for every size.',
    ),
    ...group(
      results,
      'batch',
      'Growth with the batch',
      [batch],
      'The same network at 224×224. Times are of the whole batch.',
    ),
    ...group(
      results,
      'depth',
      'Growth with depth',
      [network],
      'VGG11 to VGG19 with the same head, 224×224, one picture.',
    ),
    ...group(
      results,
      'devices',
      'Other engines',
      [{head: 'engine', value: cell => `${cell.engine}/${cell.device}`}, network],
      'One picture, EpsilonGammaBox, each against its own forward pass.',
    ),
    ...ledgerSection(results),
    ...memorySection(results),
    ...startSection(results),
    ...profileSection(results),
  ];
}
