import type {JsonObject} from '../src/plot/figure.js';
import {protocolVersion} from './wire.js';

/** How a kernel presents itself. */
export interface KernelIdentity {
  /** `lrplab` */
  readonly implementation: string;
  readonly version: string;
  /** What a console shows first. */
  readonly banner: string;
  /** Of TypeScript. */
  readonly languageVersion: string;
  readonly helpLinks?: readonly {readonly text: string; readonly url: string}[];
}

/**
 * The content of a `kernel_info_reply`. The language is given as TypeScript, which every front end can
 * highlight, and in whose colours the small language reads well.
 */
export function kernelInfo(identity: KernelIdentity): JsonObject {
  const {implementation, version, banner, languageVersion, helpLinks = []} = identity;
  return {
    status: 'ok',
    protocol_version: protocolVersion,
    implementation,
    implementation_version: version,
    banner,
    language_info: {
      name: 'typescript',
      version: languageVersion,
      mimetype: 'text/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      codemirror_mode: {name: 'javascript', typescript: true, mode: 'typescript'},
      nbconvert_exporter: 'script',
    },
    help_links: helpLinks.map(({text, url}) => ({text, url})),
    debugger: false,
    supported_features: [],
  };
}
