import {homedir} from 'node:os';

/** What decides where Jupyter looks: given, so that every platform can be tested on one. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The home folder, absolute. */
  readonly home: string;
}

/** Those of this process. */
export function processSurroundings(): Surroundings {
  return {env: process.env, platform: process.platform, home: homedir()};
}
