import type {EngineName} from '../engine/engine.js';
import type {Graph} from '../graph/graph.js';
import type {Workspace} from './prepared.js';

export interface PrepareOptions {
  /** Folder against which the script's paths are read. */
  readonly folder: string;
  /** Overrides the script's `engine`. */
  readonly engine?: EngineName;
  readonly device?: string;
  /** What is in force where the script begins. @default nothing */
  readonly workspace?: Workspace;
  /** Models that are loaded already, by the names the script can use for them. @default none */
  readonly models?: ReadonlyMap<string, Graph>;
}
