import {LrpError} from '../errors/lrp-error.js';
import {didYouMean} from '../errors/suggest.js';
import type {Graph} from '../graph/graph.js';

/** Classes to judge a model by, with the outputs that stand for them. */
export interface ModelClasses {
  readonly names: readonly string[];
  /** Position among the model's outputs, one a name. */
  readonly columns: readonly number[];
}

/** Names for a message, not too many. */
function listed(names: readonly string[]): string {
  const most = 12;
  const shown = names.slice(0, most).map(name => `"${name}"`);
  return names.length > most ? `${shown.join(', ')}, … (${names.length})` : shown.join(', ');
}

/**
 * Finds the outputs of a model by its class names. Of a model that carries none, the wanted names are its
 * outputs in their order.
 *
 * @param wanted Names, each once; null for all the model has.
 * @throws LrpError `evaluate/no-class-names`, `evaluate/class`.
 */
export function findModelClasses(graph: Graph, wanted: readonly string[] | null): ModelClasses {
  const outputs = graph.nodes[graph.output]!.shape[0]!;
  if (graph.classes === null) {
    if (wanted?.length === outputs) return {names: wanted, columns: wanted.map((_, k) => k)};
    throw new LrpError(
      'evaluate/no-class-names',
      `model "${graph.name}" does not name its ${outputs} outputs, ${wanted === null ? 'and no classes are given' : `and ${wanted.length} classes are given`}; name ${outputs === 1 ? 'it' : `all ${outputs}`} in their order, such as --classes horse,person`,
    );
  }
  const names = wanted ?? graph.classes;
  return {
    names,
    columns: names.map(name => {
      const column = graph.classes!.indexOf(name);
      if (column >= 0) return column;
      const hint = didYouMean(name, graph.classes!);
      throw new LrpError(
        'evaluate/class',
        `model "${graph.name}" has no class "${name}"; it has ${listed(graph.classes!)}${hint === null ? '' : `; ${hint}`}`,
      );
    }),
  };
}
