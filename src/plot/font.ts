/**
 * A small bitmap font, so that PNGs carry their titles and limits. Each letter is a string of rows
 * from the top, seven above the baseline and up to two below; a row is one base-32 digit whose five
 * bits are the pixels, left to right: `v` = #####, `e` = .###.
 */
// biome-ignore format: a table
export const glyphs: ReadonlyMap<string, string> = new Map(Object.entries({
  ' ': '0000000', '!': '4444404', '"': 'aaa0000', '#': 'aavavaa', $: '4fke5u4', '%': 'op248j3',
  '&': 'cik8lid', "'": '4480000', '(': '2488842', ')': '8422248', '*': '04lel40', '+': '044v440',
  ',': '00000cc48', '-': '000e000', '.': '00000cc', '/': '01248g0', ':': '0cc0cc0', ';': '00cc0cc48',
  '<': '248g842', '=': '00v0v00', '>': '8421248', '?': 'eh12404', '@': 'eh1dlle', '[': 'e88888e',
  '\\': '0g84210', ']': 'e22222e', '^': '4ah0000', _: '0000000v', '`': '8420000', '{': '2448442',
  '|': '4444444', '}': '8442448', '~': '008l200',
  '0': 'ehjlphe', '1': '4c4444e', '2': 'eh1248v', '3': 'v2421he', '4': '26aiv22', '5': 'vgu11he',
  '6': '68guhhe', '7': 'v124888', '8': 'ehhehhe', '9': 'ehhf12c',
  A: 'ehhvhhh', B: 'uhhuhhu', C: 'ehggghe', D: 'sihhhis', E: 'vgguggv', F: 'vgguggg', G: 'ehgnhhf',
  H: 'hhhvhhh', I: 'e44444e', J: '72222ic', K: 'hikokih', L: 'ggggggv', M: 'hrllhhh', N: 'hhpljhh',
  O: 'ehhhhhe', P: 'uhhuggg', Q: 'ehhhlid', R: 'uhhukih', S: 'fgge11u', T: 'v444444', U: 'hhhhhhe',
  V: 'hhhhha4', W: 'hhhllla', X: 'hha4ahh', Y: 'hhha444', Z: 'v1248gv',
  a: '00e1fhf', b: 'ggmphhu', c: '00egghe', d: '11djhhf', e: '00ehvge', f: '698s888', g: '00fhhhf1e',
  h: 'ggmphhh', i: '40c444e', j: '2062222ic', k: 'ggikoki', l: 'c44444e', m: '00qllll', n: '00mphhh',
  o: '00ehhhe', p: '00uhhhugg', q: '00fhhhf11', r: '00mpggg', s: '00ege1u', t: '88s8896', u: '00hhhjd',
  v: '00hhha4', w: '00hhlla', x: '00ha4ah', y: '00hhhhf1e', z: '00v248v',
  '±': '44v440v', '−': '000v000', '–': '000v000', '—': '000v000', '×': '0ha4ah0', '·': '00cc000',
  '…': '000000l', Σ: 'vg848gv', α: '00diiid', β: 'ehhuhhugg', γ: '00hhaa444', ε: '00egcge',
  '✗': 'hre4erh', '▶': 'gosusog', '→': '042v240', '≥': '842480v', '≤': '248420v', '°': 'ciic000',
  '²': 'c24e000', '≠': '02v4v80', '⁺': '04e4000', '¬': '00v1000',
}));

/** What stands for a letter the font lacks: an empty box. */
export const missingGlyph = 'vhhhhhv';

/** Pixels from one letter to the next. */
export const glyphAdvance = 6;

/** Pixels from the top of a capital to the bottom of a `g`. */
export const glyphHeight = 9;

/** The letters of a text that the font draws; accents fall away, other scripts become boxes. */
export function glyphRows(text: string): readonly string[] {
  const plain = [...text.replace(/\s/gu, ' ')].map(letter =>
    glyphs.has(letter) ? letter : letter.normalize('NFKD').replace(/\p{M}/gu, ''),
  );
  return [...plain.join('')].map(letter => glyphs.get(letter) ?? missingGlyph);
}
