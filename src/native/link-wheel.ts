import {existsSync} from 'node:fs';
import {mkdir, symlink} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {wheelLibraries, type Wheel} from './wheel.js';

/**
 * Links a wheel's headers and libraries to where tfjs-node looks for those of the libtensorflow it would
 * download. The addon finds its libraries relative to itself, so the package's folder may be moved afterwards.
 *
 * @param folder The package's.
 */
export async function linkWheel(
  folder: string,
  wheel: Wheel,
  platform: NodeJS.Platform,
): Promise<void> {
  const {main, framework} = wheelLibraries(platform);
  const deps = join(folder, 'deps');
  await mkdir(join(deps, 'lib'), {recursive: true});
  await symlink(join(wheel.folder, 'include'), join(deps, 'include'));
  const names: readonly (readonly [link: string, library: string])[] =
    platform === 'darwin'
      ? [
          ['libtensorflow.2.dylib', main],
          [main, main],
          [framework, framework],
        ]
      : [
          // What the linker asks for, and what the libraries call themselves.
          ['libtensorflow.so', main],
          [main, main],
          ['libtensorflow_framework.so', framework],
          [framework, framework],
        ];
  for (const [link, library] of names) {
    await symlink(join(wheel.folder, library), join(deps, 'lib', link));
  }
  // The libraries look for CUDA's, which pip puts beside the wheel, relative to where they were opened: `deps/lib`.
  const nvidia = join(dirname(wheel.folder), 'nvidia');
  if (existsSync(nvidia)) await symlink(nvidia, join(deps, 'nvidia'));
}
