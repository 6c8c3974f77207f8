import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {dirname} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {ExecutionContext} from 'ava';
import type {EngineName} from '../../src/engine/engine.js';
import {temporaryFolder} from './temporary-folder.js';
import type {WebgpuLine} from './webgpu-program.js';

/** SwiftShader, a Vulkan driver that computes on the processor; Debian's chromium brings it. */
const driver = process.env['LRPLAB_SWIFTSHADER'] ?? '/usr/lib/chromium/vk_swiftshader_icd.json';

/** The surroundings of a process that finds SwiftShader as its only GPU; null, with the test ended, where it is absent. */
export async function swiftShader(t: ExecutionContext): Promise<NodeJS.ProcessEnv | null> {
  if (existsSync(driver)) {
    return {
      ...process.env,
      VK_DRIVER_FILES: driver,
      XDG_RUNTIME_DIR: await temporaryFolder(t),
      // Chromium's folder has a Vulkan loader too.
      LD_LIBRARY_PATH: [dirname(driver), process.env['LD_LIBRARY_PATH'] ?? '']
        .filter(folder => folder !== '')
        .join(':'),
    };
  }
  const line = `not run: no SwiftShader here; install Debian's chromium, or set LRPLAB_SWIFTSHADER to its vk_swiftshader_icd.json`;
  if (process.env['LRPLAB_REQUIRE_WEBGPU'] === '1') t.fail(line);
  else {
    t.log(line);
    t.pass();
  }
  return null;
}

/** Runs the checks of an engine on WebGPU in a process of their own; fails the test where it dies. */
export async function webgpuLines(
  t: ExecutionContext,
  env: NodeJS.ProcessEnv,
  engine: EngineName,
  part: 'ops' | 'golden',
): Promise<readonly WebgpuLine[]> {
  const program = fileURLToPath(new URL('webgpu-program.js', import.meta.url));
  const child = spawn(process.execPath, [program, engine, part], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const end = await new Promise(done => {
    child.once('close', (code, signal) => done(signal ?? code));
  });
  t.is(end, 0, stderr);
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as WebgpuLine);
}
