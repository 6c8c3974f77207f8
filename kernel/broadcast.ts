import type {JsonObject} from '../src/plot/figure.js';
import {createOutputBuffer, type StreamName} from './output.js';
import type {Wire} from './wire.js';

/** The header of the message that an output belongs to; null for what nobody asked for. */
export type Parent = Uint8Array | null;

/** What all front ends hear: the iopub channel. */
export interface Broadcast {
  /** @throws where the content cannot be JSON. */
  publish(type: string, parent: Parent, content: JsonObject): void;
  status(state: 'starting' | 'busy' | 'idle', parent: Parent): void;
  /** Prints; coalesced, in order with all else. */
  stream(parent: Parent, name: StreamName, text: string): void;
  /** Sends what was printed and is still held. */
  flush(): void;
}

/** Makes the broadcasts of a kernel over a function that sends frames. */
export function createBroadcast(wire: Wire, send: (frames: Uint8Array[]) => void): Broadcast {
  function publish(type: string, parent: Parent, content: JsonObject): void {
    const topic = Buffer.from(`kernel.${wire.session}.${type}`);
    send(wire.encode({identities: [topic], type, parent, content}));
  }
  const output = createOutputBuffer<Parent>((parent, name, text) =>
    publish('stream', parent, {name, text}),
  );
  return {
    publish(type, parent, content) {
      output.flush();
      publish(type, parent, content);
    },
    status(state, parent) {
      output.flush();
      publish('status', parent, {execution_state: state});
    },
    stream: output.write,
    flush: output.flush,
  };
}

/** Answers a subscription, so that a front end knows that it hears everything from now on. */
export function welcome(wire: Wire, send: (frames: Uint8Array[]) => void, topic: Uint8Array): void {
  const subscription = Buffer.from(topic).toString('utf8');
  const content = {subscription};
  send(wire.encode({identities: [topic], type: 'iopub_welcome', parent: null, content}));
}
