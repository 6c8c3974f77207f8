import type {Selector} from './plan.js';

function quoteName(pattern: string): string {
  return JSON.stringify(pattern);
}

/** `and` and `except` group from the left, so only what stands to their right needs brackets. */
function formatRight(selector: Selector): string {
  const joined = selector.kind === 'and' || selector.kind === 'except';
  return joined ? `(${formatSelector(selector)})` : formatSelector(selector);
}

/** A selector as the language writes it: `layers 1..6`, `last 2 dense`, `conv except input`. */
export function formatSelector(selector: Selector): string {
  switch (selector.kind) {
    case 'all':
    case 'input':
    case 'output':
      return selector.kind;
    case 'ofKind':
      return selector.of;
    case 'index':
      return `layer ${selector.index}`;
    case 'range':
      return `layers ${selector.from}..${selector.to}`;
    case 'name':
      return `${/[*?[]/.test(selector.pattern) ? 'layers' : 'layer'} ${quoteName(selector.pattern)}`;
    case 'first':
    case 'last':
      return `${selector.kind} ${selector.count} ${selector.of === 'weighted' ? 'layers' : selector.of}`;
    case 'and':
    case 'except':
      return `${formatSelector(selector.left)} ${selector.kind} ${formatRight(selector.right)}`;
  }
}
