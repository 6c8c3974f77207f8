import {readFileSync, statSync} from 'node:fs';
import {LrpError} from '../src/errors/lrp-error.js';

/** Where a kernel listens and how its messages are signed, as its launcher chose. */
export interface Connection {
  readonly transport: 'tcp' | 'ipc';
  readonly ip: string;
  readonly ports: {
    readonly shell: number;
    readonly iopub: number;
    readonly stdin: number;
    readonly control: number;
    readonly heartbeat: number;
  };
  /** Empty: messages are not signed. */
  readonly key: string;
  /** Such as `hmac-sha256`. */
  readonly signatureScheme: string;
}

const largestFile = 65_536;

/**
 * Reads a Jupyter connection file.
 *
 * @throws LrpError `kernel/connection-file` where it cannot be read or a field is missing or odd.
 */
export function readConnectionFile(path: string): Connection {
  const fields = parse(path);
  const transport = fields['transport'] ?? 'tcp';
  if (transport !== 'tcp' && transport !== 'ipc') {
    throw wrong(path, `"transport" is ${show(transport)}; expected "tcp" or "ipc"`);
  }
  const ip = fields['ip'];
  if (typeof ip !== 'string' || ip === '' || (transport === 'tcp' && !/^[\w.:%*-]+$/.test(ip))) {
    throw wrong(path, `"ip" is ${show(ip)}; expected an address such as "127.0.0.1"`);
  }
  const port = (name: string): number => {
    const value = fields[`${name}_port`];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 65_535) {
      throw wrong(path, `"${name}_port" is ${show(value)}; expected a number from 1 to 65535`);
    }
    return value;
  };
  const ports = {
    shell: port('shell'),
    iopub: port('iopub'),
    stdin: port('stdin'),
    control: port('control'),
    heartbeat: port('hb'),
  };
  const key = fields['key'] ?? '';
  if (typeof key !== 'string') throw wrong(path, '"key" is not text');
  const signatureScheme = fields['signature_scheme'] ?? 'hmac-sha256';
  if (typeof signatureScheme !== 'string') throw wrong(path, '"signature_scheme" is not text');
  return {transport, ip, ports, key, signatureScheme};
}

/** The address that one port of a connection stands for, as ZeroMQ writes it. */
export function endpoint({transport, ip}: Connection, port: number): string {
  if (transport === 'ipc') return `ipc://${ip}-${port}`;
  return ip.includes(':') ? `tcp://[${ip}]:${port}` : `tcp://${ip}:${port}`;
}

function parse(path: string): {readonly [field: string]: unknown} {
  let value: unknown;
  try {
    const {size} = statSync(path);
    if (size > largestFile)
      throw new Error(`it has ${size} bytes, at most ${largestFile} are read`);
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw wrong(path, error instanceof Error ? error.message : String(error));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(path, 'it does not hold a JSON object');
  }
  return value as {readonly [field: string]: unknown};
}

function wrong(path: string, what: string): LrpError {
  return new LrpError(
    'kernel/connection-file',
    `connection file ${path}: ${what}; start the kernel from Jupyter, which writes the file`,
  );
}

function show(value: unknown): string {
  return value === undefined ? 'missing' : (JSON.stringify(value) ?? typeof value).slice(0, 80);
}
