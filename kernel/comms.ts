import type {JsonObject} from '../src/plot/figure.js';

/** The kernel has no comm targets, so no comm is ever open. */
export function commInfo(): JsonObject {
  return {status: 'ok', comms: {}};
}

/** What a `comm_open` is told: its target is unknown, so it closes. Null where it names no comm. */
export function closeComm(open: JsonObject): JsonObject | null {
  const {comm_id} = open;
  return typeof comm_id === 'string' ? {comm_id, data: {}} : null;
}
