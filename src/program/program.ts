import type {Pair, Padding, Shape} from '../graph/graph.js';

/** Names a value that an operation makes or an input brings; shape [N, …shape]. */
export type ValueId = number & {readonly value: unique symbol};

/** Names a constant; shape as given, broadcast from the right against per-sample shapes. */
export type ConstantId = number & {readonly constant: unique symbol};

/**
 * What a value has one of: each sample [N,…], or each target of each sample [N·T,…], sample by sample:
 * row n·T + t is sample n explained for its target t. T is `Program.targets`.
 */
export type Rows = 'samples' | 'targets';

/** What is known of the sign of a denominator before any number is: never below 0, never above 0, or nothing. */
export type DenominatorSign = 'positive' | 'negative' | 'either';

/** What an elementwise operation reads. */
export type Operand = {readonly value: ValueId} | {readonly constant: ConstantId};

/** How a denominator is kept away from zero: stab(D) = D + sgn(D)·ε, sgn(0) = +1. */
export type Stabiliser =
  | {readonly unit: 'absolute'; readonly epsilon: number}
  /** ε = max(factor · √(mean D²), leastEpsilon), per sample over all other axes. */
  | {readonly unit: 'rms'; readonly factor: number};

/** What keeps an ε relative to D from being 0 where D is 0 throughout, as on a black picture. */
export const leastEpsilon = 1e-12;

/** Geometry of a convolution as a map from [C,H,W] to [O,Ho,Wo]; shared by it and its transpose. */
export interface ConvGeometry {
  readonly stride: Pair;
  readonly dilation: Pair;
  /** Top, left, bottom, right; never negative. */
  readonly padding: Padding;
  readonly groups: number;
}

/** Geometry of a pooling window; shared by the pool and its transpose. */
export interface PoolGeometry {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

/** Elementwise functions of one value. */
export type UnaryFunction =
  /** max(x, 0): ReLU, and the positive part. */
  | {readonly name: 'positive'}
  /** min(x, 0). */
  | {readonly name: 'negative'}
  | {readonly name: 'leakyRelu'; readonly alpha: number}
  | {readonly name: 'clip'; readonly low: number; readonly high: number}
  | {readonly name: 'elu'; readonly alpha: number}
  | {readonly name: 'tanh'}
  | {readonly name: 'sigmoid'}
  | {readonly name: 'softplus'}
  | {readonly name: 'absolute'}
  | {readonly name: 'exp'}
  /** The error function 2/√π·∫₀ˣ e^(−t²) dt. */
  | {readonly name: 'erf'}
  /** 1/√(x + ε), x ≥ 0. */
  | {readonly name: 'inverseRoot'; readonly epsilon: number}
  /** 1 where the condition holds, else 0. */
  | {readonly name: 'isPositive'}
  | {readonly name: 'isNegative'}
  | {readonly name: 'isZero'}
  /** 1 where low < x < high. */
  | {readonly name: 'isWithin'; readonly low: number; readonly high: number};

/**
 * The primitive operations: all that an engine has to know. Values are channels first; `shape` is the
 * result's per-sample shape. `binary`, `matmul`, `quotient`, `dot` and `maxPoolTranspose` may read values of
 * samples beside values of targets: each sample's then counts for its T targets.
 */
export type Operation =
  /** [N,C,H,W] → [N,O,Ho,Wo]; weight [O,C/groups,kh,kw], bias [O] or null. */
  | {
      readonly op: 'conv';
      readonly x: ValueId;
      readonly weight: ConstantId;
      readonly bias: ConstantId | null;
      readonly geometry: ConvGeometry;
    }
  /** The transpose of `conv` without bias: [N,O,Ho,Wo] → [N,C,H,W] (the result's shape says which H, W). */
  | {
      readonly op: 'convTranspose';
      readonly x: ValueId;
      readonly weight: ConstantId;
      readonly geometry: ConvGeometry;
    }
  /** [N,…,I] → [N,…,O]: x·Wᵀ + b, weight [O,I]; or, transposed, [N,…,O] → [N,…,I]: x·W. */
  | {
      readonly op: 'dense';
      readonly x: ValueId;
      readonly weight: ConstantId;
      readonly bias: ConstantId | null;
      readonly transposed: boolean;
    }
  /** Products of matrices on the last two axes, leading axes equal: [N,B…,M,K] · [N,B…,K,N'] → [N,B…,M,N']; either may be given turned. */
  | {
      readonly op: 'matmul';
      readonly a: ValueId;
      readonly b: ValueId;
      readonly transposeA: boolean;
      readonly transposeB: boolean;
    }
  /** e^x / Σ e^x over the last axis. */
  | {readonly op: 'softmax'; readonly x: ValueId}
  /** The mean over the last axis, at every place of it: shaped as x. */
  | {readonly op: 'rowMean'; readonly x: ValueId}
  /** A constant of the result's shape, once for each row of `like`. */
  | {readonly op: 'repeat'; readonly constant: ConstantId; readonly like: ValueId}
  /** Sum over windows, padding counts as 0: [N,C,H,W] → [N,C,Ho,Wo]. */
  | {readonly op: 'sumPool'; readonly x: ValueId; readonly geometry: PoolGeometry}
  | {readonly op: 'sumPoolTranspose'; readonly x: ValueId; readonly geometry: PoolGeometry}
  /** Maximum over windows, padding never wins. */
  | {readonly op: 'maxPool'; readonly x: ValueId; readonly geometry: PoolGeometry}
  /**
   * Hands r [N,C,Ho,Wo] to the maxima of x's windows [N,C,H,W]: `first` in row-major order gets all, or
   * equal shares (`split`). `y` is the pooled value of x.
   */
  | {
      readonly op: 'maxPoolTranspose';
      readonly x: ValueId;
      readonly y: ValueId;
      readonly r: ValueId;
      readonly ties: 'first' | 'split';
      readonly geometry: PoolGeometry;
    }
  | {
      readonly op: 'binary';
      readonly fn: 'add' | 'subtract' | 'multiply';
      readonly a: Operand;
      readonly b: Operand;
    }
  | {readonly op: 'unary'; readonly fn: UnaryFunction; readonly x: ValueId}
  /** s = r / stab(d). Where `sign` says so, stab(d) is d + ε or d − ε throughout, whatever the sign of a 0. */
  | {
      readonly op: 'quotient';
      readonly r: ValueId;
      readonly d: ValueId;
      readonly stabiliser: Stabiliser;
      readonly sign: DenominatorSign;
    }
  /** stab(d) − d = sgn(d)·ε, shaped as d. */
  | {
      readonly op: 'stabiliserTerm';
      readonly d: ValueId;
      readonly stabiliser: Stabiliser;
      readonly sign: DenominatorSign;
    }
  /** 1 at the largest of x [N,K], else 0; where several are the largest, at one of them. */
  | {readonly op: 'topClass'; readonly x: ValueId}
  | {readonly op: 'reshape'; readonly x: ValueId}
  /** Permutes the per-sample axes: result axis i is x's axis permutation[i]. */
  | {readonly op: 'transpose'; readonly x: ValueId; readonly permutation: readonly number[]}
  | {
      readonly op: 'pad';
      readonly x: ValueId;
      readonly before: readonly number[];
      readonly after: readonly number[];
      readonly value: number;
    }
  /** The part of x that starts at `begin` (per-sample axes) and has the result's shape. */
  | {readonly op: 'slice'; readonly x: ValueId; readonly begin: readonly number[]}
  | {readonly op: 'concat'; readonly xs: readonly ValueId[]; readonly axis: number}
  /** Σ over one sample, as exactly as the engine can: [N,…] → [N]; result shape []. */
  | {readonly op: 'sum'; readonly x: ValueId}
  /** Σ a·b over one sample, as exactly as the engine can: [N]; result shape []. */
  | {readonly op: 'dot'; readonly a: ValueId; readonly b: Operand};

/** One operation with its result. */
export interface Step {
  readonly id: ValueId;
  /** Per-sample shape of the result. */
  readonly shape: Shape;
  readonly operation: Operation;
  readonly rows: Rows;
  /** The graph layer it works for, for profiles and error messages. */
  readonly layer: string;
}

/** Numbers known before any sample: weights and what is made from them. */
export interface Constant {
  readonly id: ConstantId;
  readonly shape: readonly number[];
  /** Computes the numbers. Nobody keeps them but the caller, so that weights are held once. */
  readonly data: () => Float32Array;
  /** What it is, for debugging and de-duplication: `conv1.weight`, `conv1.weight⁺`. */
  readonly label: string;
}

/** What a caller feeds at every run: shape [N, …shape], or [N·T, …shape] of targets. */
export interface ProgramInput {
  readonly id: ValueId;
  readonly name: string;
  readonly shape: Shape;
  readonly rows: Rows;
}

/** What a run gives back: [N, …shape], or [N·T, …shape] of targets. */
export interface ProgramOutput {
  readonly name: string;
  readonly value: ValueId;
  readonly shape: Shape;
  readonly rows: Rows;
}

/** A plan and a network compiled: straight-line code in single-assignment form, in order of execution. */
export interface Program {
  readonly name: string;
  /** T: how many targets of each sample one run explains, over one primal pass. */
  readonly targets: number;
  readonly inputs: readonly ProgramInput[];
  readonly constants: readonly Constant[];
  readonly steps: readonly Step[];
  readonly outputs: readonly ProgramOutput[];
}
