import {
  cellText,
  type PlanDiffChart,
  planDiffTitle,
  requirePlanDiffChart,
  ruleColours,
} from './plan-diff-chart.js';
import {createRaster, drawText, fillBox, fitText, type Raster, strokeBox} from './raster.js';

const margin = 16;
const rowHeight = 28;
const head = 84;
/** Where the layer, both plans and the mark of a change begin, and where all ends. */
const edges = [16, 280, 660, 1040, 1064] as const;

/**
 * Draws two plans side by side without a browser, a row a layer; cells are coloured by rule, changed layers have a frame
 * and a mark.
 *
 * @throws PlotError `plot/empty`, `plot/too-large`.
 */
export function renderPlanDiffChart(diff: PlanDiffChart): Raster {
  requirePlanDiffChart(diff);
  const {rows, columns} = diff;
  const colours = ruleColours(diff);
  const raster = createRaster(edges[4], head + rows.length * rowHeight + margin);
  drawText(raster, fitText(planDiffTitle(diff), edges[4] - 2 * margin), {x: margin, y: margin});
  ['layer', ...columns].forEach((name, column) => {
    const room = edges[column + 1]! - edges[column]! - 12;
    drawText(raster, fitText(name, room), {x: edges[column]!, y: head - 26}, {colour: grey});
  });
  rows.forEach((row, at) => {
    const top = head + at * rowHeight;
    drawText(raster, fitText(row.label, edges[1] - edges[0] - 8), {x: edges[0], y: top + 7});
    for (const column of [0, 1] as const) {
      const [left, right] = [edges[column + 1]!, edges[column + 2]! - 10];
      const box = {x: left, y: top + 2, width: right - left, height: rowHeight - 4};
      if (!row.isFolded) {
        const cell = row.cells[column];
        if (cell !== null) fillBox(raster, box, colours.get(cell.rule)!);
        strokeBox(raster, box, row.isChanged ? dark : pale, row.isChanged ? 2 : 1);
      }
      drawText(raster, fitText(cellText(row, column), right - left - 16), {
        ...{x: left + 8, y: top + 7},
      });
    }
    if (row.isChanged) drawText(raster, '≠', {x: edges[3] - 4, y: top + 7});
  });
  return raster;
}

const pale = [216, 216, 216] as const;
const dark = [27, 27, 27] as const;
const grey = [80, 80, 80] as const;
