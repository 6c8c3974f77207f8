import type {Extent} from '../../data/picture-header.js';
import {pearson, spearman} from './correlation.js';
import {structuralSimilarity} from './structural-similarity.js';

export interface SimilarityOptions {
  readonly similarity: 'spearman' | 'pearson' | 'ssim';
  /** Whether maps are compared with their signs or as |R|. */
  readonly values: 'signed' | 'absolute';
}

/** How alike two maps [H·W] are: 1 for equal ones, about 0 for unrelated ones; NaN where it is not defined. */
export function similarityOf(
  a: Float64Array,
  b: Float64Array,
  extent: Extent,
  {similarity, values}: SimilarityOptions,
): number {
  const isSigned = values === 'signed';
  const [one, other] = isSigned ? [a, b] : [a.map(Math.abs), b.map(Math.abs)];
  switch (similarity) {
    case 'spearman':
      return spearman(one, other);
    case 'pearson':
      return pearson(one, other);
    case 'ssim':
      return structuralSimilarity(one, other, extent, isSigned ? 2 : 1);
  }
}
