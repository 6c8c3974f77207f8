import type {PlanReference, Statement} from '../../dsl/tree.js';
import {engineDevices} from '../engine/devices.js';
import type {EngineName} from '../engine/engine.js';
import {usualDevice} from '../engine/open-engine.js';
import {devicePrecision} from '../engine/precision.js';
import type {Diagnostic} from '../errors/diagnostic.js';
import type {Plan} from '../plan/plan.js';
import {precisionProblems} from '../plan/plan-precision.js';

/** What is wrong with the device of an `engine` statement; null where the engine has it. */
export function unknownDevice({
  engine,
  device,
  span,
}: Statement & {kind: 'engine'}): Diagnostic | null {
  const devices = engineDevices[engine];
  if (device === null || devices.includes(device)) return null;
  return {
    code: 'engine/unknown-device',
    severity: 'error',
    message: `engine ${engine} has no device "${device}"`,
    span,
    hint: `it has ${devices.join(', ')}`,
  };
}

/**
 * Every ε of some plans that a device cannot hold.
 *
 * @param mentions Where the plans are asked for: shown for those that have no text.
 */
export function findImprecise(
  engine: EngineName,
  device: string | null,
  plans: readonly Plan[],
  mentions: readonly PlanReference[],
): readonly Diagnostic[] {
  const on = {
    device: `${engine}/${device ?? usualDevice(engine)}`,
    ...devicePrecision(engine, device),
  };
  return plans.flatMap(plan =>
    precisionProblems(plan, on, mentions.find(({name}) => name === plan.name)!.span),
  );
}
