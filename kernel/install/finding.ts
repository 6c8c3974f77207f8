/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  /** `fault`: the kernel will not work; `note`: it will, but something is worth knowing. */
  readonly state: 'ok' | 'note' | 'fault';
  readonly detail: string;
  /** What to do about it. */
  readonly advice?: string;
}
