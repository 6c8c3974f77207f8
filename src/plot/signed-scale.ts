/** An axis for signed numbers. */
export interface SignedScale {
  /** Where a number stands on the axis. */
  readonly place: (value: number) => number;
  /** Ends of the axis, as places. */
  readonly range: readonly [number, number];
  /** Numbers to mark. */
  readonly ticks: readonly number[];
  /** Whether the axis is not linear. */
  readonly stretched: boolean;
}

/** How many times the common size the largest number is before a linear axis would hide the others. */
const mostSpread = 20;

/**
 * An axis on which lines of very different sizes can be read: linear where they are alike; else asinh(v/u), which is
 * linear around 0 and logarithmic beyond u, the size that half of the lines stay within.
 *
 * @param lines At least one, finite.
 */
export function signedScale(lines: readonly (readonly number[])[]): SignedScale {
  const sizes = lines
    .map(values => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0))
    .sort((a, b) => a - b);
  const unit = sizes[Math.floor((sizes.length - 1) / 2)]!;
  const stretched = unit > 0 && sizes.at(-1)! > mostSpread * unit;
  const place = stretched ? (value: number) => Math.asinh(value / unit) : (value: number) => value;
  const all = lines.flat();
  const low = Math.min(0, ...all);
  const high = Math.max(0, ...all);
  const span = place(high) - place(low) || 1;
  return {
    place,
    range: [
      low < 0 || high === 0 ? place(low) - span * 0.06 : 0,
      high > 0 || low === 0 ? place(high) + span * 0.06 : 0,
    ],
    ticks: stretched ? stretchedTicks(low, high, unit) : linearTicks(low, high),
    stretched,
  };
}

/** Round numbers, five or so. */
function linearTicks(low: number, high: number): readonly number[] {
  const span = high - low || 1;
  const rough = span / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => size >= rough)!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({length: last - first + 1}, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  ).map(value => (value === 0 ? 0 : value));
}

/** 0 and powers of ten to both sides, from the unit on; every so many that six a side are left. */
function stretchedTicks(low: number, high: number, unit: number): readonly number[] {
  const first = Math.ceil(Math.log10(unit));
  const side = (end: number): readonly number[] => {
    const last = Math.floor(Math.log10(Math.max(end, Number.MIN_VALUE)));
    const step = Math.max(1, Math.ceil((last - first + 1) / 6));
    const ticks: number[] = [];
    for (let power = first; power <= last; power += step) ticks.push(Number(`1e${power}`));
    return ticks;
  };
  return [
    ...side(-low)
      .map(tick => -tick)
      .reverse(),
    0,
    ...side(high),
  ];
}
