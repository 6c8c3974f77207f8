import type {NodeProto} from '../../onnx/onnx_pb.js';

/** Tensors of the file that a pattern found, by the pattern's own names for them. */
export type Captures = Readonly<Record<string, string>>;

/** What patterns look at. */
export interface PatternSite {
  /** The node that makes a tensor. */
  readonly maker: (tensor: string) => NodeProto | undefined;
  /** The only number of a stored tensor, null where it is none or holds several. */
  readonly scalar: (tensor: string) => number | null;
  /** Whether a tensor is stored in the file, numbers along one axis only. */
  readonly isVector: (tensor: string) => boolean;
}

/** Every way in which what makes a tensor is what the pattern says; what was captured before stays as it is. */
export type Pattern = (
  site: PatternSite,
  tensor: string,
  found: Captures,
) => Generator<Captures, void, undefined>;

/** How far a pattern looks through nodes that change nothing, and through factors; files can be hostile. */
const mostSteps = 6;

/** Stored numbers are rounded, in float16 to three digits. */
const tolerance = 1e-3;

const floatTypes = [1n, 10n, 11n];

function isNoChange(node: NodeProto): boolean {
  const to = node.attribute.find(attribute => attribute.name === 'to')?.i;
  return node.opType === 'Identity' || (node.opType === 'Cast' && floatTypes.includes(to ?? 0n));
}

/** The tensor before casts between floats and identities. */
export function sourceOf(site: PatternSite, tensor: string): string {
  let source = tensor;
  for (let step = 0; step < mostSteps; step++) {
    const node = site.maker(source);
    if (node === undefined || !isNoChange(node)) break;
    source = node.input[0] ?? '';
  }
  return source;
}

/** Any tensor; the same one wherever the name stands. */
export function any(name: string): Pattern {
  return function* (site, tensor, found) {
    const source = sourceOf(site, tensor);
    if (found[name] === undefined) yield {...found, [name]: source};
    else if (found[name] === source) yield found;
  };
}

/** A stored vector. */
export function vector(name: string): Pattern {
  return function* (site, tensor, found) {
    if (site.isVector(tensor)) yield {...found, [name]: tensor};
  };
}

/** A stored number. */
export function scalar(name: string): Pattern {
  return function* (site, tensor, found) {
    if (site.scalar(tensor) !== null) yield {...found, [name]: tensor};
  };
}

/** One stored number, this one. */
export function number(value: number): Pattern {
  return function* (site, tensor, found) {
    const stored = site.scalar(tensor);
    if (stored !== null && isClose(stored, value)) yield found;
  };
}

/** Whether two numbers are one, rounding aside. */
export function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= tolerance * Math.abs(b);
}

/** An operator and what it reads, in order; `check` may look at the node. `keep` captures the tensor it makes. */
export function operator(
  name: string,
  inputs: readonly Pattern[],
  {
    check = () => true,
    keep,
  }: {check?: (node: NodeProto, found: Captures) => boolean; keep?: string} = {},
): Pattern {
  return function* (site, tensor, found) {
    const source = sourceOf(site, tensor);
    const node = site.maker(source);
    if (node?.opType !== name || node.input.length < inputs.length || !check(node, found)) return;
    const kept = keep === undefined ? found : {...found, [keep]: source};
    yield* inOrder(site, node.input, inputs, kept);
  };
}

function* inOrder(
  site: PatternSite,
  tensors: readonly string[],
  patterns: readonly Pattern[],
  found: Captures,
): Generator<Captures, void, undefined> {
  const [pattern, ...rest] = patterns;
  if (pattern === undefined) yield found;
  else
    for (const next of pattern(site, tensors[0] ?? '', found))
      yield* inOrder(site, tensors.slice(1), rest, next);
}

/** The first, or the second, and so on. */
export function either(...patterns: readonly Pattern[]): Pattern {
  return function* (site, tensor, found) {
    for (const pattern of patterns) yield* pattern(site, tensor, found);
  };
}

/** An operator of two inputs whose order does not matter. */
export function commutative(name: string, left: Pattern, right: Pattern): Pattern {
  return either(operator(name, [left, right]), operator(name, [right, left]));
}

/** `coefficient` times all of these, however the product is written. */
export function product(coefficient: number, ...factors: readonly Pattern[]): Pattern {
  return function* (site, tensor, found) {
    for (const [captures, scale] of productsOf(site, tensor, factors, found, 0))
      if (isClose(scale, coefficient)) yield captures;
  };
}

function* productsOf(
  site: PatternSite,
  tensor: string,
  factors: readonly Pattern[],
  found: Captures,
  depth: number,
): Generator<readonly [Captures, number], void, undefined> {
  const [only, ...others] = factors;
  if (only !== undefined && others.length === 0)
    for (const captures of only(site, tensor, found)) yield [captures, 1];
  const node = site.maker(sourceOf(site, tensor));
  const [left, right] = [node?.input[0] ?? '', node?.input[1] ?? ''];
  if (depth === mostSteps || node === undefined) return;
  const [a, b] = [site.scalar(left), site.scalar(right)];
  if (node.opType === 'Div' && b !== null)
    yield* scaledBy(1 / b, productsOf(site, left, factors, found, depth + 1));
  if (node.opType !== 'Mul') return;
  if (b !== null) yield* scaledBy(b, productsOf(site, left, factors, found, depth + 1));
  else if (a !== null) yield* scaledBy(a, productsOf(site, right, factors, found, depth + 1));
  else
    for (let some = 1; some < 2 ** factors.length - 1; some++) {
      const mine = factors.filter((_, index) => (some & (1 << index)) > 0);
      const rest = factors.filter((_, index) => (some & (1 << index)) === 0);
      for (const [captures, scale] of productsOf(site, left, mine, found, depth + 1))
        yield* scaledBy(scale, productsOf(site, right, rest, captures, depth + 1));
    }
}

function* scaledBy(
  scale: number,
  products: Iterable<readonly [Captures, number]>,
): Generator<readonly [Captures, number], void, undefined> {
  for (const [captures, own] of products) yield [captures, own * scale];
}
