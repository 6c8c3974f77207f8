import {completeScript} from '../dsl/complete.js';
import {hoverScript} from '../dsl/hover.js';
import type {HoverText} from '../dsl/hover-text.js';
import {hoverWord} from '../dsl/hover-word.js';
import type {LanguageContext} from '../dsl/language-context.js';
import type {MimeBundle} from '../src/plot/mime-bundle.js';
import type {Completions} from './cell-engine.js';

/** What can be typed at a place of a script; where there is no signature its detail stands for one. */
export function completionsOf(code: string, offset: number, context: LanguageContext): Completions {
  const {from, to, items} = completeScript(code, offset, context);
  return {
    from,
    to,
    items: items.map(({text, type, signature, detail}) => {
      const shown = signature ?? detail;
      return shown === undefined ? {text, type} : {text, type, signature: shown};
    }),
  };
}

/** Help on what stands at a place of a script; null where there is nothing to say. */
export function inspectionOf(
  code: string,
  offset: number,
  context: LanguageContext,
): MimeBundle | null {
  return asBundle(hoverScript(code, offset, context));
}

/** Help on a word by itself; null where the language does not know it. */
export function inspectWord(word: string, context: LanguageContext): MimeBundle | null {
  return asBundle(hoverWord(word, context));
}

function asBundle(help: HoverText | null): MimeBundle | null {
  if (help === null) return null;
  return {data: {'text/markdown': help.markdown, 'text/plain': help.text}, metadata: {}};
}
