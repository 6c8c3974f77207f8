import {createRequire} from 'node:module';
import type {Finding} from './finding.js';

/** Packages that add to lrplab where they are installed; those that are devices are tried as such. */
const optionalPackages = [
  {
    name: 'webgpu',
    gives: 'Dawn, the WebGPU of engine tfjs',
    add: 'npm install webgpu@0.6.2',
  },
  {
    name: '@tensorflow/tfjs-backend-webgpu',
    gives: 'tfjs on WebGPU',
    add: 'npm install @tensorflow/tfjs-backend-webgpu@4.22.0',
  },
  {name: 'tslab', gives: 'TypeScript cells in Jupyter', add: 'npm install tslab@1.0.22'},
] as const;

/** Which optional packages are installed where lrplab finds them. */
export function findPackages(): readonly Finding[] {
  const require = createRequire(import.meta.url);
  return optionalPackages.map(({name, gives, add}) => {
    try {
      const {version} = require(`${name}/package.json`) as {version: string};
      return {what: name, works: true, detail: `${version}: ${gives}`};
    } catch {
      return {what: name, works: false, detail: `not installed (optional: ${gives})`, add};
    }
  });
}
