import type {CstNode, IToken} from 'chevrotain';

function isNode(element: CstNode | IToken): element is CstNode {
  return 'children' in element;
}

/** The nodes a grammar rule left in a node, in the order of the text. */
export function nodesOf(node: CstNode, rule: string): CstNode[] {
  return (node.children[rule] ?? []).filter(isNode);
}

/** The first of those nodes, or null. */
export function nodeOf(node: CstNode, rule: string): CstNode | null {
  return nodesOf(node, rule)[0] ?? null;
}

/** The tokens of a type (not of its categories) in a node, in the order of the text. */
export function tokensOf(node: CstNode, type: string): IToken[] {
  return (node.children[type] ?? []).filter((element): element is IToken => !isNode(element));
}

/** The first of those tokens, or null. */
export function tokenOf(node: CstNode, type: string): IToken | null {
  return tokensOf(node, type)[0] ?? null;
}

/** The only token of a node, whatever its type. */
export function onlyToken(node: CstNode): IToken {
  const tokens = Object.values(node.children)
    .flat()
    .filter((element): element is IToken => !isNode(element));
  return tokens[0]!;
}

/** The only node of a node, whatever its rule. */
export function onlyNode(node: CstNode): CstNode {
  return Object.values(node.children).flat().find(isNode)!;
}
