import {realDevices} from '../../engine/devices.js';
import type {EngineName} from '../../engine/engine.js';
import type {DeviceTrial} from './device-trial.js';
import type {DeviceFinding} from './finding.js';

/** Tries one device. */
export type TryDevice = (name: EngineName, device: string) => Promise<DeviceTrial>;

function describeSpeed(gflops: number): string {
  return gflops < 100 ? gflops.toPrecision(2) : gflops.toFixed(0);
}

/** What a trial tells, in words. */
export function describeTrial(name: EngineName, device: string, trial: DeviceTrial): DeviceFinding {
  const what = `engine ${name}, device ${device}`;
  const about = {what, engine: name, device};
  if (!trial.works) {
    const {what: detail, add} = trial;
    const given = add === null ? {} : {add};
    return {...about, works: false, detail, gflops: null, bits: null, ...given};
  }
  const {gflops, bits, notes} = trial;
  const speed = `works, ${describeSpeed(gflops)} GFLOP/s on a convolution`;
  const detail = [speed, ...(bits === 32 ? [] : [`float${bits}`]), ...notes].join(', ');
  return {...about, works: true, detail, gflops, bits};
}

/** Tries every device of both engines, one after the other, so that none slows another down. */
export async function findDevices(
  tryDevice: TryDevice,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<readonly DeviceFinding[]> {
  const all = (['onnx', 'tfjs'] as const).flatMap(name =>
    realDevices[name].map(device => ({name, device})),
  );
  const findings: DeviceFinding[] = [];
  for (const {name, device} of all) {
    onProgress(findings.length, all.length);
    findings.push(describeTrial(name, device, await tryDevice(name, device)));
  }
  onProgress(all.length, all.length);
  return findings;
}
