import {LrpError} from './lrp-error.js';

/** A layer that cannot be explained, and where in the user's model it stands. */
export interface UnsupportedLayer {
  /** Its name in the user's model. */
  readonly name: string;
  /** The operator or layer class: `ConvTranspose`, `LSTM`. */
  readonly operator: string;
  /** Where it stands: `node 5 of 12, after "conv1"`. */
  readonly place: string;
  /** Why it cannot be explained, and what to do about it. */
  readonly reason: string;
}

/** A model holds layers for which no relevance rule exists. All of them are named at once. */
export class UnsupportedLayerError extends LrpError {
  override readonly name: string = 'UnsupportedLayerError';
  readonly layers: readonly UnsupportedLayer[];

  constructor(model: string, layers: readonly UnsupportedLayer[]) {
    const lines = layers.map(
      layer => `"${layer.name}" (${layer.operator}), ${layer.place}: ${layer.reason}`,
    );
    super(
      'graph/unsupported-layer',
      lines.length === 1
        ? `${model}: layer ${lines[0]}; replace it or cut the model before it`
        : `${model}: ${lines.length} layers cannot be explained; replace them or cut the model before them:\n  ${lines.join('\n  ')}`,
    );
    this.layers = layers;
  }
}
