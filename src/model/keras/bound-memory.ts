/** What of a WebAssembly memory is used here; Node's types do not have it. */
interface WasmMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

const PAGE = 2 ** 16;

/**
 * Bounds the memory of every WebAssembly module of this thread: beyond it the module's own allocation fails. How much
 * a packed part of a file unpacks to, only unpacking tells.
 *
 * @param most In bytes.
 */
export function boundMemory(most: number): void {
  const {prototype} = (
    globalThis as unknown as {readonly WebAssembly: {readonly Memory: {prototype: WasmMemory}}}
  ).WebAssembly.Memory;
  const {grow} = prototype;
  prototype.grow = function (this: WasmMemory, pages: number): number {
    const bytes = this.buffer.byteLength + pages * PAGE;
    if (bytes > most) throw new RangeError(`${bytes} bytes of memory, at most ${most} are given`);
    return grow.call(this, pages);
  };
}
