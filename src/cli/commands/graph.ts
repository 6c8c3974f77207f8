import type {Command} from 'commander';
import {describePictures} from '../../data/preprocess-presets.js';
import {graphRows} from '../../graph/describe.js';
import {graphTable} from '../../report/graph-table.js';
import {describeModel} from '../../report/tables.js';
import {formatJson, formatTable, type Console} from '../console.js';
import {openModel, withModelOptions, type ModelSettings} from '../settings.js';

interface GraphSettings extends ModelSettings {
  readonly json?: boolean;
}

async function graphCommand(
  model: string,
  settings: GraphSettings,
  console: Console,
): Promise<void> {
  const graph = await openModel(model, settings);
  if (settings.json === true) {
    const {name, format, layout, head, classes, preprocessing, notes} = graph;
    console.out(
      formatJson({
        name,
        format,
        layout,
        head,
        classes,
        preprocessing,
        notes,
        layers: graphRows(graph),
      }),
    );
    return;
  }
  console.out(describeModel(graph));
  console.outStyled(formatTable(graphTable(graph), {colour: console.outIsTerminal}));
  const pictures = describePictures(graph);
  if (pictures !== null) console.out(pictures);
  for (const note of graph.notes) console.out(`note: ${note}`);
}

export function addGraph(program: Command, console: Console): void {
  const command = program
    .command('graph <model>')
    .description('print the network as the rules see it: layers, numbers, shapes, what was folded')
    .option('--json', 'print as JSON');
  withModelOptions(command).action((model: string, settings: GraphSettings) =>
    graphCommand(model, settings, console),
  );
}
