import type {MeasureSummary} from '../../measures/summary.js';
import {
  byFamily,
  columnFormat,
  type EvaluatedMeasure,
  originText,
  scoresOf,
  type Summarised,
} from './scores-of.js';

/**
 * Tables for a paper, one a family: needs `\usepackage{booktabs}`. Best means are bold, those not told from them
 * underlined, intervals below in small print.
 */
export function evaluationLatex(summarised: Summarised): string {
  const tables = [...byFamily(summarised.evaluation)].map(([family, measures]) =>
    familyTable(summarised, family, measures),
  );
  return `% Needs \\usepackage{booktabs}.\n${tables.join('\n')}`;
}

function familyTable(
  summarised: Summarised,
  family: string,
  measures: readonly EvaluatedMeasure[],
): string {
  const {methods} = summarised.evaluation;
  const columns = measures.map(({name}) => cells(scoresOf(summarised, name)));
  const caption =
    `${latexText(family)}: ${measures.map(measureText).join('; ')}. ` +
    `Means with 95\\,\\% intervals (bootstrap over pictures, ${summarised.summary.resamples} resamples); ` +
    'bold: best, underlined: not told from it (paired). ' +
    `${latexText(originText(summarised))}.`;
  return [
    '\\begin{table}',
    '\\centering',
    `\\caption{${caption}}`,
    `\\label{tab:${family.replace(/[^a-z]/g, '')}}`,
    `\\begin{tabular}{l${'r'.repeat(measures.length)}}`,
    '\\toprule',
    `method & ${measures.map(header).join(' & ')} \\\\`,
    '\\midrule',
    ...methods.map(
      ({name}, method) =>
        `${latexText(name)} & ${columns.map(column => column[method]!).join(' & ')} \\\\`,
    ),
    '\\bottomrule',
    '\\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

function measureText({name, title, paper}: EvaluatedMeasure): string {
  return `${latexText(name)}, ${latexText(title)} (${latexText(paper)})`;
}

function header({name, better}: EvaluatedMeasure): string {
  const arrow = better === 'higher' ? ' $\\uparrow$' : better === 'lower' ? ' $\\downarrow$' : '';
  return `${latexText(name)}${arrow}`;
}

function cells(scores: readonly MeasureSummary[]): readonly string[] {
  const format = columnFormat(scores.flatMap(({mean, low, high}) => [mean, low, high]));
  return scores.map(({mean, low, high, standing}) => {
    if (mean === null || low === null || high === null) return '--';
    const text = math(format(mean));
    const marked =
      standing === 'best'
        ? `\\textbf{${text}}`
        : standing === 'level'
          ? `\\underline{${text}}`
          : text;
    return `${marked} {\\scriptsize [${math(format(low))}, ${math(format(high))}]}`;
  });
}

/** A number in text: a true minus sign, which is bold where the text is. */
function math(text: string): string {
  return text.replaceAll('-', '\\textminus{}');
}

const special: Readonly<Record<string, string>> = {
  ...{'\\': '\\textbackslash{}', '{': '\\{', '}': '\\}', $: '\\$', '&': '\\&', '#': '\\#'},
  ...{'%': '\\%', _: '\\_', '^': '\\textasciicircum{}', '~': '\\textasciitilde{}'},
  ...{'<': '\\textless{}', '>': '\\textgreater{}', '|': '\\textbar{}', '"': "''"},
  ...{α: '$\\alpha$', β: '$\\beta$', γ: '$\\gamma$', ε: '$\\varepsilon$', μ: '$\\mu$'},
  ...{Σ: '$\\Sigma$', '−': '\\textminus{}', '×': '$\\times$', '…': '\\ldots{}'},
};

/** Makes text safe in LaTeX; line breaks and other control characters become spaces. */
export function latexText(text: string): string {
  return [...text.replace(/[\p{Cc}\s]+/gu, ' ')].map(letter => special[letter] ?? letter).join('');
}
