import {drawLine, drawMarker} from './draw-line.js';
import {chartQuantity} from './format-quantity.js';
import {niceTicks} from './nice-ticks.js';
import {createRaster, drawText, fillBox, fitText, type Raster, textWidth} from './raster.js';
import {
  away,
  axisTitle,
  frontLine,
  paretoFront,
  placeLabels,
  requireScatter,
  type ScatterChart,
  scatterRange,
} from './scatter.js';

const width = 1040;
const height = 640;
const area = {left: 96, right: width - 24, top: 76, bottom: height - 66} as const;
const longestName = 260;

/**
 * Draws named points without a browser; those on the front are filled and joined by steps. A name that would cover
 * others is left out.
 *
 * @throws PlotError `plot/empty`, `plot/too-large`, `plot/not-finite`.
 */
export function renderScatter(chart: ScatterChart): Raster {
  requireScatter(chart);
  const raster = createRaster(width, height);
  const [rangeX, rangeY] = [scatterRange(chart, 'x'), scatterRange(chart, 'y')];
  const x = (value: number): number =>
    area.left + ((value - rangeX[0]) / (rangeX[1] - rangeX[0])) * (area.right - area.left);
  const y = (value: number): number =>
    area.bottom - ((value - rangeY[0]) / (rangeY[1] - rangeY[0])) * (area.bottom - area.top);
  drawText(raster, fitText(chart.title, width - 32), {x: 16, y: 16});
  drawText(raster, fitText(axisTitle(chart.y), width - 32), {x: 16, y: 46}, {colour: grey});
  for (const tick of niceTicks(...rangeY, 6)) {
    fillBox(raster, {x: area.left, y: y(tick), width: area.right - area.left, height: 1}, pale);
    drawText(raster, chartQuantity(tick), {x: area.left - 8, y: y(tick) - 6}, {anchor: 'right'});
  }
  for (const tick of niceTicks(...rangeX, 8)) {
    fillBox(raster, {x: x(tick), y: area.top, width: 1, height: area.bottom - area.top}, pale);
    drawText(raster, chartQuantity(tick), {x: x(tick), y: area.bottom + 8}, {anchor: 'middle'});
  }
  const below = {x: (area.left + area.right) / 2, y: area.bottom + 36};
  drawText(raster, axisTitle(chart.x), below, {anchor: 'middle', colour: grey});
  fillBox(raster, {x: area.left, y: area.top, width: 1, height: area.bottom - area.top}, dark);
  fillBox(raster, {x: area.left, y: area.bottom, width: area.right - area.left, height: 1}, dark);
  const isFront = paretoFront(chart);
  drawLine(
    raster,
    frontLine(chart).map(point => ({x: x(point.x), y: y(point.y)})),
    {colour: blue, dash: [3, 4]},
  );
  for (const point of chart.points) {
    const [left, level] = [x(point.x), y(point.y)];
    if (point.xRange !== null) {
      const [low, high] = point.xRange;
      fillBox(raster, {x: x(low), y: level, width: x(high) - x(low) + 1, height: 1}, bars);
    }
    if (point.yRange !== null) {
      const [low, high] = point.yRange;
      fillBox(raster, {x: left, y: y(high), width: 1, height: y(low) - y(high) + 1}, bars);
    }
  }
  const names = chart.points.map(({name}) => fitText(name, longestName));
  const spots = chart.points.map((point, index) => ({
    ...{x: x(point.x), y: y(point.y), width: textWidth(names[index]!), height: 18},
    isFront: isFront[index]!,
  }));
  const sides = placeLabels(spots, area);
  spots.forEach((spot, index) => {
    const front = isFront[index]!;
    drawMarker(raster, spot, {colour: front ? blue : grey, marker: 'circle', open: !front});
    const side = sides[index];
    if (side == null) return;
    const left = side.endsWith('right') ? spot.x + away : spot.x - away - spot.width;
    const top = side.startsWith('top') ? spot.y - away - spot.height : spot.y + away;
    drawText(raster, names[index]!, {x: left, y: top});
  });
  return raster;
}

const pale = [222, 222, 222] as const;
const dark = [77, 77, 77] as const;
const grey = [80, 80, 80] as const;
const bars = [150, 150, 150] as const;
const blue = [0, 114, 178] as const;
