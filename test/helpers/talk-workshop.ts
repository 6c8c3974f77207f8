import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {writeTalkNetwork} from './talk-network.js';
import {writeDevkit, type DevkitSample} from './voc-devkit.js';

const [horse, person] = [
  {name: 'horse', box: [1, 1, 16, 16]},
  {name: 'person', box: [17, 9, 32, 32]},
] as const;
const size = {width: 32, height: 32};

/** Pictures with both classes, one, none, and one whose horse is difficult. */
export const talkScenes: readonly DevkitSample[] = [
  {id: '2012_000001', objects: [{name: 'dog', box: [1, 1, 9, 9]}], ...size},
  {id: '2012_000002', objects: [{...horse, difficult: true}], ...size},
  {id: '2012_000003', objects: [horse], ...size},
  {id: '2012_000004', objects: [person, {name: 'dog', box: [1, 1, 9, 9]}], ...size},
  {id: '2012_000005', objects: [horse, person], ...size},
  {id: '2012_000006', objects: [horse], ...size},
  {id: '2012_000007', objects: [person, horse], ...size},
  {id: '2012_000008', objects: [horse, person], ...size},
];

/** Writes a small network of the talk's shape into `net`, and a devkit with the split `val`. */
export async function writeTalkWorkshop(folder: string): Promise<void> {
  await writeTalkNetwork(join(folder, 'net'), {size: 32, hidden: [16, 8]});
  await writeDevkit(folder, '2012', talkScenes, {val: talkScenes.map(({id}) => id)});
}

/** The text with the two lines changed that name the network and the data. @throws where it has no such lines. */
export function withOwnData(text: string): string {
  const changed = text
    .replace('let network = "models/talk"', 'let network = "net"')
    .replace('"../../shared/voc-mini/VOCdevkit/VOC2012" as voc', '"VOCdevkit" as voc');
  if (changed.split('\n').filter((line, i) => line !== text.split('\n')[i]).length !== 2)
    throw new Error('the talk has other lines for its network and its data');
  return changed;
}

/** `notebooks/talk.lrp` on the data of the workshop. */
export async function talkScript(): Promise<string> {
  return withOwnData(await readFile('notebooks/talk.lrp', 'utf8'));
}
