import {readFile, writeFile} from 'node:fs/promises';
import sharp from 'sharp';

/** Draws the kernel's PNG logos from its SVG; run by hand after the SVG has changed. */
async function drawLogos(): Promise<void> {
  const folder = 'kernel/install/logos';
  const svg = await readFile(`${folder}/logo-svg.svg`);
  for (const side of [32, 64]) {
    const png = await sharp(svg, {density: 288}).resize(side, side).png({palette: true}).toBuffer();
    await writeFile(`${folder}/logo-${side}x${side}.png`, png);
  }
}

void drawLogos();
