/** Pictures on which two methods differ most in a measure, and one on which they differ as usual. */
export interface ComparedPictures {
  readonly measure: string;
  readonly a: string;
  readonly b: string;
  /** Whether both methods share out the class's score, so that one scale shows both. */
  readonly sameUnit: boolean;
  readonly pictures: readonly ComparedPicture[];
}

/** One row of an evaluation explained again by two methods. */
export interface ComparedPicture {
  /** By the paired difference in favour of a: the largest, the median (of an even number the one in favour of b), the smallest. */
  readonly place: 'best' | 'median' | 'worst';
  readonly id: string;
  readonly className: string;
  /** Of a and of b. */
  readonly scores: readonly [number, number];
  /** What the network sees, as a person sees it: [H,W,3], 0…255. */
  readonly pixels: {readonly width: number; readonly height: number; readonly data: Uint8Array};
  /** Of a and of b: relevance summed over the channels, [H·W]. */
  readonly maps: readonly [Float32Array, Float32Array];
}
