/** What a step learns from. */
export interface Samples {
  /** How many there are. */
  readonly count: number;
  /**
   * Samples as the trained layers read them, row by row: [N,H,W,C] or [N,F].
   *
   * @param epoch Counted from 1; decides how pictures are changed.
   */
  batch(epoch: number, indices: readonly number[]): Promise<Float32Array>;
  close(): Promise<void>;
}
