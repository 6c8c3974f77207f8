// Runs TypeScript cells in a process of its own: `node ts-cells-program.js '["1 + 1", …]'`, in the folder it is started in.
import {writeSync} from 'node:fs';
import {createTsEngine} from '../../kernel/ts/ts-engine.js';
import {runCell, type RanCell, textOf} from './ts-cells.js';

const cells = JSON.parse(process.argv[2]!) as readonly string[];

async function main(): Promise<void> {
  const engine = await createTsEngine({folder: process.cwd(), colour: false});
  process.on('SIGINT', () => engine.interrupt());
  const ran: RanCell[] = [];
  for (const [index, code] of cells.entries()) {
    ran.push(await runCell(engine, code, {count: index + 1}));
  }
  engine.close();
  const answers = ran.map(cell => ({
    ok: cell.answer.ok,
    text: textOf(cell),
    error: cell.answer.ok ? null : cell.answer.name,
    said: cell.said,
  }));
  writeSync(1, `${JSON.stringify(answers)}\n`);
}

void main();
