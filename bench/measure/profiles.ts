import {makeNetwork, type NetworkName} from '../networks/find-network.js';
import {sampleInput} from '../networks/sample-input.js';
import {presetPlan} from '../preset-plan.js';
import {profileProgram} from '../profile/profile-program.js';
import {sumTimes} from '../profile/read-profile.js';
import type {ProfileSums} from '../results.js';
import {compileProgram} from '../../src/program/compile.js';

/** What is profiled: the goals' presets, and the networks that are no VGG. */
export const profiled: readonly (readonly [NetworkName, string])[] = [
  ['vgg16', 'EpsilonGammaBox'],
  ['vgg16', 'EpsilonPlus'],
  ['vgg16', 'EpsilonAlpha2Beta1'],
  ['resnet50', 'EpsilonGammaBox'],
  ['mobilenet-v2', 'EpsilonGammaBox'],
];

/** Profiles one picture explained by a preset, on onnxruntime's CPU. */
export async function profileSums(network: NetworkName, preset: string): Promise<ProfileSums> {
  const graph = makeNetwork(network);
  const {program} = compileProgram(graph, presetPlan(preset, graph), {ledger: false});
  const target = {shape: [1, 1000], data: new Float32Array(1000)};
  target.data[3] = 1;
  const rows = await profileProgram(
    program,
    new Map([
      ['input', sampleInput(graph, 1)],
      ['target', target],
    ]),
    5,
  );
  return {
    network,
    preset,
    total: rows.reduce((sum, {time}) => sum + time, 0),
    works: sumTimes(rows, ({work}) => work),
    operations: sumTimes(rows, ({work, operator}) => `${work}: ${operator}`),
  };
}
