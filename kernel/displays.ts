/** Knows which outputs can be replaced. */
export interface Displays {
  /** Whether the id has an output already; from now on it has. */
  known(id: string, cellId: string | null): boolean;
  /** A cell runs again: its earlier outputs are gone from the page, so their ids begin anew. */
  forget(cellId: string): void;
}

/** As many are remembered in a long session. */
const remembered = 10_000;

/** Makes the memory of display ids. */
export function createDisplays(): Displays {
  const owners = new Map<string, string | null>();
  return {
    known(id, cellId) {
      if (owners.has(id)) return true;
      owners.set(id, cellId);
      for (const oldest of owners.keys()) {
        if (owners.size <= remembered) break;
        owners.delete(oldest);
      }
      return false;
    },
    forget(cellId) {
      for (const [id, owner] of owners) if (owner === cellId) owners.delete(id);
    },
  };
}
