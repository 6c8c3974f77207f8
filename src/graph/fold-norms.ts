import type {DraftNode} from './draft.js';
import type {DraftWeighted} from './fold-batch-norm.js';
import {compose, foldLeft, foldRight} from './fold-batch-norm.js';
import type {ChannelAt} from './right-targets.js';
import {channelsOfInput, rightTargets} from './right-targets.js';
import type {Workbench} from './workbench.js';

type DraftNorm = Extract<DraftNode, {kind: 'norm'}>;

/**
 * Folds batch norms and constant scalings away: left into the convolution or dense layer directly
 * before, else right into the layers behind where that is exact. What is left stays a node, with a note.
 *
 * @param batchNorm `keep` leaves every batch norm where it stands; constant scalings are folded all the same.
 */
export function foldNorms(bench: Workbench, batchNorm: 'fold' | 'keep'): void {
  const isKept = (norm: DraftNode): boolean =>
    batchNorm === 'keep' && norm.kind === 'norm' && isBatchNorm(norm);
  const movable = (): string[] => normsFromTheEnd(bench).filter(name => !isKept(bench.find(name)));
  for (const name of movable().reverse()) {
    moveLeft(bench, normAt(bench, name));
  }
  for (const name of movable()) {
    moveRight(bench, normAt(bench, name));
  }
  for (const name of movable()) {
    joinWithNext(bench, normAt(bench, name), isKept);
  }
  for (const node of bench.nodes()) {
    if (node.kind === 'norm') {
      const reason = isKept(node)
        ? 'batch norms are kept'
        : 'no layer beside it can take it in exactly';
      bench.note(`${titleOf(node)} stands as a node of its own: ${reason}`);
    }
  }
}

/** Names, since every step changes what the nodes behind it read. */
function normsFromTheEnd(bench: Workbench): string[] {
  return bench
    .nodes()
    .filter(node => node.kind === 'norm')
    .map(node => node.name)
    .reverse();
}

function normAt(bench: Workbench, name: string): DraftNorm {
  return bench.find(name) as DraftNorm;
}

function moveLeft(bench: Workbench, norm: DraftNorm): void {
  const layer = layerBefore(bench, norm);
  if (layer !== null) {
    bench.replace(foldLeft(layer, {scale: norm.scale.data, shift: norm.shift.data}));
    finish(bench, norm, [layer], 'left');
  }
}

/** The weighted layer whose output only this norm reads, seen through the squeeze of a lifted 1-D layer. */
function layerBefore(bench: Workbench, norm: DraftNorm): DraftWeighted | null {
  let node = bench.find(norm.inputs[0] ?? '');
  let reader = norm.name;
  if (node.kind === 'reshape') {
    const source = bench.find(node.inputs[0] ?? '');
    const [channels, height, width] = source.shape;
    const squeezed = height === 1 && source.shape.length === 3;
    if (
      !squeezed ||
      node.shape.join() !== [channels, width].join() ||
      bench.consumers(node.name).length > 1
    ) {
      return null;
    }
    reader = node.name;
    node = source;
  }
  if (bench.consumers(node.name).some(name => name !== reader)) {
    return null;
  }
  if (node.kind === 'dense') {
    return node.shape.length === 1 ? node : null;
  }
  return node.kind === 'conv' || node.kind === 'depthwise' ? node : null;
}

function moveRight(bench: Workbench, norm: DraftNorm): void {
  const targets = rightTargets(bench, norm);
  const folded: DraftWeighted[] = [];
  for (const target of targets ?? []) {
    const layer = takeIn(bench, norm, target);
    if (layer === null) {
      return;
    }
    folded.push(layer);
  }
  if (folded.length > 0) {
    folded.forEach(bench.replace);
    finish(bench, norm, folded, 'right');
  }
}

function takeIn(
  bench: Workbench,
  norm: DraftNorm,
  target: {readonly layer: DraftWeighted; readonly channelAt: ChannelAt},
): DraftWeighted | null {
  const {layer} = target;
  const channels = channelsOfInput(
    bench.find(layer.inputs[0] ?? '').shape,
    layer,
    target.channelAt,
  );
  if (channels === null) {
    return null;
  }
  const shift = channels.map(channel => norm.shift.data[channel]!);
  if (
    layer.kind !== 'dense' &&
    layer.padding.some(cells => cells > 0) &&
    shift.some(value => value !== 0)
  ) {
    return null;
  }
  return foldRight(layer, {scale: channels.map(channel => norm.scale.data[channel]!), shift});
}

function finish(
  bench: Workbench,
  norm: DraftNorm,
  layers: readonly DraftWeighted[],
  side: 'left' | 'right',
): void {
  bench.bypass(norm.name);
  for (const layer of layers) {
    bench.recordMerge(layer.name, {name: norm.name, side});
    bench.note(`${titleOf(norm)} folded ${side} into "${layer.name}"`);
  }
}

function joinWithNext(
  bench: Workbench,
  norm: DraftNorm,
  isKept: (node: DraftNode) => boolean,
): void {
  const [reader, ...others] = bench.consumers(norm.name).map(bench.find);
  if (reader?.kind !== 'norm' || isKept(reader) || others.length > 0) {
    return;
  }
  const first = {scale: norm.scale.data, shift: norm.shift.data};
  const {scale, shift} = compose(first, {scale: reader.scale.data, shift: reader.shift.data});
  bench.replace({
    ...reader,
    scale: {shape: reader.scale.shape, data: scale},
    shift: {shape: reader.shift.shape, data: shift},
  });
  bench.bypass(norm.name);
  bench.note(`${titleOf(norm)} joined with "${reader.name}"`);
}

function isBatchNorm(norm: DraftNorm): boolean {
  return norm.operator.startsWith('BatchNorm');
}

function titleOf(norm: DraftNorm): string {
  const kind = isBatchNorm(norm) ? 'batch norm' : `scaling (${norm.operator})`;
  return `${kind} "${norm.name}"`;
}
