/**
 * The tfjs library as a value. It is loaded when an engine is opened and handed around, so that
 * importing lrplab loads no tensor library.
 */
export type Tfjs = typeof import('@tensorflow/tfjs-core');

export type TfjsDevice = 'wasm' | 'cpu';
