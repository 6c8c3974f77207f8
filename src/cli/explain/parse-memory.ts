import {InvalidArgumentError} from 'commander';

const units: Readonly<Record<string, number>> = {
  K: 1e3,
  KB: 1e3,
  KIB: 2 ** 10,
  M: 1e6,
  MB: 1e6,
  MIB: 2 ** 20,
  G: 1e9,
  GB: 1e9,
  GIB: 2 ** 30,
  T: 1e12,
  TB: 1e12,
  TIB: 2 ** 40,
};

/** `2GB`, `512 MB`, `1.5GiB` as bytes. A number without a unit could mean anything. */
export function parseMemory(text: string): number {
  const [, number, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const factor = units[unit.toUpperCase()];
  const bytes = Number(number) * (factor ?? Number.NaN);
  if (!(bytes > 0)) throw new InvalidArgumentError('write it with a unit, such as 2GB or 512MB');
  return bytes;
}

/** Bytes for people: `312 MB`, `1.9 GB`. */
export function formatMemory(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Most memory that this process has held, in bytes. */
export function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}
