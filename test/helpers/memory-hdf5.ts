import type {Hdf5, Hdf5Kind} from '../../src/model/keras/hdf5.js';
import type {Tensor} from '../../src/graph/graph.js';

/** A group as a plain object: groups, numbers, and below `@` its attributes. One object may stand in several groups. */
export interface MemoryGroup {
  readonly '@'?: Readonly<Record<string, readonly string[]>>;
  readonly [name: string]: MemoryGroup | Tensor | Readonly<Record<string, readonly string[]>>;
}

/** An HDF5 file that lies in memory. */
export function memoryHdf5(root: MemoryGroup): Hdf5 {
  const at = (path: string): MemoryGroup | Tensor | undefined => {
    let here: MemoryGroup | Tensor | undefined = root;
    for (const part of path.split('/').filter(each => each !== ''))
      here = isTensor(here) ? undefined : (here?.[part] as MemoryGroup | Tensor | undefined);
    return here;
  };
  const kindOf = (path: string): Hdf5Kind | null => {
    const found = at(path);
    return found === undefined ? null : isTensor(found) ? 'dataset' : 'group';
  };
  return {
    where: 'net.h5',
    kindOf,
    childrenOf: group =>
      new Map(
        Object.keys(at(group) as MemoryGroup)
          .filter(name => name !== '@')
          .map(name => [name, kindOf(`${group}/${name}`)!]),
      ),
    texts: (path, attribute) => (at(path) as MemoryGroup)['@']?.[attribute] ?? null,
    dataset: path => ({shape: (at(path) as Tensor).shape, dtype: 'float32'}),
    values: path => (at(path) as Tensor).data,
    close: () => {},
  };
}

function isTensor(value: MemoryGroup | Tensor | undefined): value is Tensor {
  return value !== undefined && value['data'] instanceof Float32Array;
}
