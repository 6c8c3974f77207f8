import {readdir, stat} from 'node:fs/promises';
import {join, sep} from 'node:path';
import {LrpError} from '../../errors/lrp-error.js';

/** What is looked for in folders. */
const endings = ['.png', '.jpg', '.jpeg', '.webp', '.gif', '.npy'];

function isInput(name: string): boolean {
  return endings.some(ending => name.toLowerCase().endsWith(ending));
}

/** By code points, so that the order is the same on every machine. */
function inOrder(paths: readonly string[]): readonly string[] {
  return paths.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Every file below a folder, hidden ones left out. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, {withFileTypes: true});
  const found = await Promise.all(
    entries
      .filter(({name}) => !name.startsWith('.'))
      .map(async entry => {
        const path = join(folder, entry.name);
        const status = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
        // A link to a folder may lead in a circle.
        if (entry.isDirectory()) return filesBelow(path);
        return status?.isFile() === true ? [path] : [];
      }),
  );
  return found.flat();
}

/** A pattern as a regular expression: `*` and `?` within a name, `**` across folders, `[abc]`. */
function patternOf(text: string): RegExp {
  const source = text.replace(/\*\*\/|\*\*|\*|\?|\[[^\]/]+\]|[^*?[]+|\[/g, part => {
    switch (part) {
      case '**/':
        return '(?:[^/]+/)*';
      case '**':
        return '.*';
      case '*':
        return '[^/]*';
      case '?':
        return '[^/]';
    }
    if (part.startsWith('[') && part.length > 1)
      return `[${part.slice(1, -1).replace(/^!/, '^').replace(/\\/g, '\\\\')}]`;
    return part.replace(/[\\^$.|+(){}[\]]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'su');
}

async function matching(pattern: string): Promise<readonly string[]> {
  // Backslashes separate folders on Windows, and there only.
  const text = sep === '\\' ? pattern.replaceAll('\\', '/') : pattern;
  const plain = /^[^*?[]*\//.exec(text)?.[0] ?? '';
  const files = await filesBelow(plain === '' ? '.' : plain).catch(() => []);
  const expression = patternOf(text.replace(/^\.\//, '').replace(/\/+/g, '/'));
  return files.filter(path => {
    const name = path.split(sep).join('/').replace(/^\.\//, '');
    return expression.test(name) && isInput(name);
  });
}

/**
 * Says which files are meant: a file is itself, a folder all pictures and `.npy` files below it, a pattern those that
 * match. Each comes once, folders and patterns in the order of their names.
 *
 * @throws LrpError `input/empty` where a folder or a pattern gives none. A file that is not there is found out by who
 *   reads it.
 */
export async function expandInputs(inputs: readonly string[]): Promise<readonly string[]> {
  const all = new Set<string>();
  for (const input of inputs) {
    const status = await stat(input).catch(() => null);
    // A folder that is called x.npy is a mistake, and whoever reads x.npy says so.
    const isFolder = status?.isDirectory() === true && !isInput(input);
    const isPattern = status === null && /[*?[]/.test(input);
    const files = isFolder
      ? (await filesBelow(input)).filter(isInput)
      : isPattern
        ? await matching(input)
        : [input];
    if (files.length === 0) {
      throw new LrpError(
        'input/empty',
        `--input "${input}": ${isPattern ? 'no file matches' : 'the folder holds no picture'}; ${endings.join(', ')} are read`,
      );
    }
    for (const file of isPattern || isFolder ? inOrder(files) : files) all.add(file);
  }
  return [...all];
}
