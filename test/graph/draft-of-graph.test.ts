import test from 'ava';
import fc from 'fast-check';
import {canonise} from '../../src/graph/canonise.js';
import {draftOfGraph} from '../../src/graph/draft-of-graph.js';
import {cases} from '../helpers/random-graph.js';

test('law: the draft of a canonical graph gives that graph again', t => {
  fc.assert(
    fc.property(
      cases,
      fc.constantFrom('none' as const, 'softmax' as const, 'sigmoid' as const),
      ({graph}, head) => {
        const once = canonise(draftOfGraph({...graph, head}));
        const again = canonise(draftOfGraph(once));
        t.is(once.head, head);
        const inOrder = (notes: readonly string[]): readonly string[] => [...notes].sort();
        t.deepEqual(inOrder(again.notes), inOrder(once.notes));
        t.deepEqual(again, {
          ...once,
          notes: again.notes,
          nodes: once.nodes.map(node => ('merged' in node ? {...node, merged: []} : node)),
        });
      },
    ),
    {seed: 11, numRuns: 60},
  );
});
