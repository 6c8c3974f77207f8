/** Text from files without the control characters that could move a terminal's cursor; line ends and tabs stay. */
export function harmless(text: string): string {
  return text.replace(/\p{Cc}/gu, character => (/[\n\t]/.test(character) ? character : '·'));
}
