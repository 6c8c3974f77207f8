/** What hovering says. */
export interface HoverText {
  readonly markdown: string;
  /** The same without marks. */
  readonly text: string;
}

/**
 * One paragraph or list of help. Strings come from anywhere and are escaped, but for those marked
 * `ours`: they stand in this language's own files.
 */
export type HoverPart =
  /** The first line: what it is, and what it is called. */
  | {readonly kind: 'title'; readonly name: string; readonly says: string; readonly ours?: true}
  | {readonly kind: 'line'; readonly text: string; readonly ours?: true}
  | {readonly kind: 'list'; readonly items: readonly string[]; readonly code?: boolean}
  /** Something as it is typed. */
  | {readonly kind: 'code'; readonly text: string; readonly ours?: true};

/** Lists end here; further entries are counted. */
const maxEntries = 24;
/** Names come from files and can be as long as those. */
const maxLength = 400;

/** Characters that mean something to a Markdown, HTML or formula reader wherever they stand. */
const special = /[\\`*_[\]<>&|~$!]/gu;
/** And those that do at the start of a line. */
const leading = /^[#+=:-]|(?<=^\d+)[.)]/u;

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

/** Text on one line without control characters. */
export function plain(text: string): string {
  const line = text.replace(/\s+/gu, ' ').replace(/\p{Cc}/gu, '·');
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}…`;
}

/** Text that no Markdown or HTML reader takes for anything but text. */
export function escapeMarkdown(text: string): string {
  // A character that became an entity begins no list or heading, so the order does not matter.
  return plain(text).trim().replace(special, entity).replace(leading, entity);
}

/** Something as it is typed, as code where that is safe. */
function code(text: string): string {
  const line = plain(text).trim();
  return line === '' || /[\\`<>&|$]/.test(line) ? escapeMarkdown(line) : `\`${line}\``;
}

function shorten(items: readonly string[]): readonly string[] {
  if (items.length <= maxEntries) return items;
  return [...items.slice(0, maxEntries), `and ${items.length - maxEntries} more`];
}

function toMarkdown(part: HoverPart): string {
  switch (part.kind) {
    case 'title':
      return `**${code(part.name)}** ${part.ours ? part.says : escapeMarkdown(part.says)}`;
    case 'line':
      return part.ours ? part.text : escapeMarkdown(part.text);
    case 'list':
      return shorten(part.items)
        .map(item => `- ${part.code === true ? code(item) : escapeMarkdown(item)}`)
        .join('\n');
    case 'code':
      return part.ours ? `\`${part.text}\`` : code(part.text);
  }
}

function toText(part: HoverPart): string {
  switch (part.kind) {
    case 'title':
      return `${plain(part.name)} ${part.ours ? bare(part.says) : plain(part.says)}`.trim();
    case 'line':
      return part.ours ? bare(part.text) : plain(part.text);
    case 'code':
      return plain(part.text);
    case 'list':
      return shorten(part.items)
        .map(item => `- ${plain(item)}`)
        .join('\n');
  }
}

/** Our own text says words of the language in backticks; plain text says them bare. */
function bare(text: string): string {
  return plain(text).replaceAll('`', '');
}

/** Help in both forms; empty parts are left out. */
export function hoverText(parts: readonly HoverPart[]): HoverText {
  const filled = parts.filter(part => part.kind !== 'list' || part.items.length > 0);
  return {
    markdown: filled.map(toMarkdown).join('\n\n'),
    text: filled.map(toText).join('\n'),
  };
}
