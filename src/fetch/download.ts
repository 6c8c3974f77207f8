import {setTimeout as sleep} from 'node:timers/promises';
import {attempt, type DownloadOptions, type WantedSize} from './attempt.js';
import {FetchError} from './fetch-error.js';
import {formatBytes} from './format-bytes.js';
import type {PartFile} from './part-file.js';
import type {Checksum} from './source.js';

/** A file to be downloaded. */
export interface Wanted extends WantedSize {
  /** For messages. */
  readonly name: string;
  readonly urls: readonly string[];
  readonly checksum: Checksum;
}

function isWhole(part: PartFile, {bytes}: WantedSize): boolean {
  const whole = bytes ?? part.origin()?.total ?? null;
  return whole !== null && part.bytes() === whole;
}

/** Tries one address until the part is whole; else says why not. */
async function downloadFrom(
  url: string,
  part: PartFile,
  size: WantedSize,
  options: DownloadOptions,
): Promise<string | null> {
  const {signal, retries, onNote} = options;
  let failures = 0;
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    if (isWhole(part, size)) return null;
    const before = part.bytes();
    const fault = await attempt(url, part, size, options);
    if (fault === null) return null;
    failures = part.bytes() > before ? 1 : failures + 1;
    if (!fault.again) return fault.reason;
    if (failures > retries.maxFailures || tries >= retries.maxTries)
      return `${fault.reason}; given up after ${tries} tries`;
    const pause = fault.after ?? retries.pause(failures);
    const there = part.bytes() > 0 ? ` (${formatBytes(part.bytes())} are there)` : '';
    onNote(`${fault.reason}; next try in ${(pause / 1000).toPrecision(2)} s${there}`);
    await sleep(pause, undefined, {signal}).catch(() => signal.throwIfAborted());
  }
}

/**
 * Downloads a file into a part, from the first address that has it, and checks it. What is there of an
 * earlier try is continued; where what several answers brought does not fit its checksum, all is fetched anew once.
 *
 * @returns The address that it came from.
 * @throws  FetchError `fetch/checksum`, `fetch/failed` with what every address said; the signal's reason.
 */
export async function download(
  {name, urls, checksum, ...size}: Wanted,
  part: PartFile,
  options: DownloadOptions,
): Promise<string> {
  const begun = part.origin()?.url;
  const order = urls.toSorted((a, b) => Number(b === begun) - Number(a === begun));
  const reasons: string[] = [];
  let wrong = false;
  for (const url of order) {
    for (let anew = false; ; anew = true) {
      options.onNote(
        `${part.bytes() > 0 ? `going on at ${formatBytes(part.bytes())} of` : 'fetching'} ${url}`,
      );
      const reason = await downloadFrom(url, part, size, options);
      if (reason !== null) {
        reasons.push(`${url}: ${reason}`);
        break;
      }
      const got = part.digests().hex(checksum.algorithm);
      if (got === checksum.hex) return url;
      const joined = part.isJoined();
      await part.begin({url, validator: null, total: null});
      const mismatch = `its ${checksum.algorithm} is ${got}, expected ${checksum.hex}`;
      if (anew || !joined) {
        wrong = true;
        reasons.push(`${url}: ${mismatch}; what came was thrown away`);
        break;
      }
      options.onNote(`what was put together does not fit (${mismatch}); beginning anew`);
    }
  }
  throw new FetchError(
    wrong ? 'checksum' : 'failed',
    `"${name}" could not be fetched:\n${reasons.map(reason => `  ${reason}`).join('\n')}\nwith --from, give another address of the same file, or the file itself if you have it`,
  );
}
