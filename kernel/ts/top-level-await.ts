import type ts from 'typescript';
import type {TypeScript} from './tslab-api.js';

/** Whether a cell waits outside any function: `await x`, `await (x)`, `for await (…)`. */
export function hasTopLevelAwait(typescript: TypeScript, code: string): boolean {
  if (!/\bawait\b/.test(code)) return false;
  const {SyntaxKind} = typescript;
  // Only in modules is `await` a keyword at the top.
  const file = typescript.createSourceFile(
    'cell.ts',
    `${code}\nexport {};`,
    typescript.ScriptTarget.ES2022,
  );
  const waits = (node: ts.Node): boolean => {
    if (node.kind === SyntaxKind.AwaitExpression) return true;
    if (typescript.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
    // A function's or a class member's body is not the top, but a member's computed name and what a class extends are.
    if (typescript.isFunctionLike(node)) {
      const name = node.name;
      return name !== undefined && typescript.isComputedPropertyName(name) && waits(name);
    }
    if (typescript.isPropertyDeclaration(node)) return waits(node.name);
    return typescript.forEachChild(node, child => waits(child) || undefined) ?? false;
  };
  return waits(file);
}
