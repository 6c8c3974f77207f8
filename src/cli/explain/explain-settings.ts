import type {EngineSettings, ModelSettings} from '../settings.js';

/** What `lrplab explain` is told. */
export interface ExplainSettings extends ModelSettings, EngineSettings {
  /** Files, folders and patterns. */
  readonly input: readonly string[];
  readonly plan: readonly string[];
  /** One a column. */
  readonly target?: readonly string[];
  readonly out?: string;
  readonly ledger?: string;
  readonly html?: string;
  readonly png?: string;
  readonly json?: boolean;
  readonly outDir?: string;
  readonly resume?: boolean;
  readonly skipBroken?: boolean;
  /** Bytes. */
  readonly memory?: number;
  readonly batchSize?: number;
}
