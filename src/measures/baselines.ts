import type {BaselineSpec} from './measure-spec.js';

/** Every baseline: ways to explain that a plan has to beat. `Gradient` is a preset, as it is a plan. */
export const baselines: readonly BaselineSpec[] = [
  {
    name: 'Random',
    meaning: 'noise, another for every picture and class',
    parameters: [],
    paper: 'none: what chance gives',
  },
  {
    name: 'Edges',
    meaning: "the strength of the picture's edges (Sobel), the same for every class",
    parameters: [],
    paper: 'Adebayo et al. 2018, section 5',
  },
  {
    name: 'GradientTimesInput',
    meaning: 'gradient of the score times the input',
    parameters: [],
    paper: 'Shrikumar et al. 2017',
  },
  {
    name: 'SmoothGrad',
    meaning: 'mean gradient over noisy copies of the picture',
    parameters: [
      {
        name: 'samples',
        type: 'number',
        min: 1,
        whole: true,
        default: 16,
        meaning: 'how many copies',
      },
      {
        name: 'noise',
        type: 'number',
        min: 0,
        whole: false,
        default: 0.15,
        meaning: "standard deviation of the noise, in shares of the picture's own range",
      },
    ],
    paper: 'Smilkov et al. 2017',
  },
  {
    name: 'IntegratedGradients',
    meaning: 'gradients summed on the way from a reference picture, times the difference to it',
    parameters: [
      {
        name: 'steps',
        type: 'number',
        min: 1,
        whole: true,
        default: 16,
        meaning: 'points on the way',
      },
      {
        name: 'reference',
        type: 'word',
        words: ['black', 'mean', 'blur'],
        default: 'black',
        meaning: 'where the way begins',
      },
    ],
    paper: 'Sundararajan et al. 2017, eq. 3',
  },
  {
    name: 'Occlusion',
    meaning: 'how much the score falls when a patch covers a place',
    parameters: [
      {
        name: 'size',
        type: 'number',
        min: 1,
        whole: true,
        default: 16,
        meaning: 'side of the patch in pixels',
      },
      {
        name: 'stride',
        type: 'number',
        min: 1,
        whole: true,
        default: 8,
        meaning: 'pixels from one place to the next',
      },
      {
        name: 'fill',
        type: 'word',
        words: ['mean', 'blur'],
        default: 'mean',
        meaning: 'what the patch shows',
      },
    ],
    paper: 'Zeiler and Fergus 2014, section 4.2',
  },
];

/** The baseline of a name, upper and lower case alike, or null. */
export function findBaseline(name: string): BaselineSpec | null {
  return baselines.find(spec => spec.name.toLowerCase() === name.toLowerCase()) ?? null;
}
