/** An entry of a tar archive, honest or not. */
export interface TarEntry {
  readonly path: string;
  readonly content?: string;
  /** Type flag: 0 file, 1 hard link, 2 symbolic link, 3 character device, 5 folder, 6 pipe, … @default '0' */
  readonly type?: string;
  readonly link?: string;
  /** What the header says, where that is not the content's length. */
  readonly size?: number;
  readonly mode?: number;
}

function header({path, content = '', type = '0', link = '', size, mode = 0o644}: TarEntry): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, at: number, length: number): void =>
    void block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  block.write(path, 0, 100, 'utf8');
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size ?? Buffer.byteLength(content), 124, 12);
  octal(0, 136, 12);
  block.fill(' ', 148, 156);
  block.write(type, 156, 'latin1');
  block.write(link, 157, 100, 'utf8');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** A ustar archive after POSIX.1-1988, written byte by byte so that it can lie. */
export function makeTar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(entry => {
    const body = Buffer.from(entry.content ?? '');
    return [header(entry), body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
