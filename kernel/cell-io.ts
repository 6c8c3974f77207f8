import type {Broadcast} from './broadcast.js';
import type {CellIo} from './cell-engine.js';
import type {Displays} from './displays.js';
import type {Message} from './wire.js';

/** What a cell's outputs need. */
export interface CellIoParts {
  readonly broadcast: Broadcast;
  readonly displays: Displays;
  readonly request: Message;
  readonly cellId: string | null;
  readonly input: CellIo['input'];
}

/** The outputs of one cell, bound to the request that ran it for as long as anything holds them. */
export function createCellIo(parts: CellIoParts): CellIo {
  const {broadcast, displays, request, cellId, input} = parts;
  const parent = request.header;
  return {
    stream: (name, text) => broadcast.stream(parent, name, text),
    display({data, metadata}, id) {
      if (id === undefined) {
        broadcast.publish('display_data', parent, {data, metadata, transient: {}});
        return;
      }
      const type = displays.known(id, cellId) ? 'update_display_data' : 'display_data';
      broadcast.publish(type, parent, {data, metadata, transient: {display_id: id}});
    },
    clear: wait => broadcast.publish('clear_output', parent, {wait}),
    input,
  };
}

/** The outputs of a cell that runs silently: nobody sees them. */
export function createSilentIo(input: CellIo['input']): CellIo {
  return {stream: () => {}, display: () => {}, clear: () => {}, input};
}
