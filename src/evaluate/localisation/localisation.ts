/** A class whose boxes relevance is held against. */
export interface LocalisedClass {
  readonly name: string;
  /** Its index among the model's outputs. */
  readonly target: number;
  /** Pictures with an object of the class that is not marked difficult, and of which some box is seen. */
  readonly images: number;
}

/** How well a plan's relevance for a class lies inside the boxes of the class. */
export interface LocalisationScore {
  readonly className: string;
  readonly plan: string;
  /** Mean share of positive relevance inside the boxes, 0…1; NaN where no picture counts. */
  readonly mean: number;
  /** 95 % interval of the mean by bootstrap over the pictures. */
  readonly low: number;
  readonly high: number;
  /**
   * Mean share of the picture inside the boxes, 0…1, over the pictures that count: what relevance spread evenly over them
   * would score. NaN where none counts.
   */
  readonly baseline: number;
  /** Pictures that count: those with positive relevance somewhere. */
  readonly images: number;
  /** Pictures without any positive relevance, which have no share and are left out of the mean. */
  readonly withoutPositive: number;
}

/** What a localisation run found; plain JSON, in which NaN becomes null. */
export interface Localisation {
  readonly model: string;
  readonly data: string;
  readonly split: string;
  /** Of the bootstrap. */
  readonly seed: number;
  readonly classes: readonly LocalisedClass[];
  /** Class by class, plan by plan. */
  readonly scores: readonly LocalisationScore[];
  /** `onnx/cpu`, … */
  readonly engine: string;
}
