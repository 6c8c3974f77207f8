import {completeScript} from '../dsl/complete.js';
import {scriptCompleteness} from '../dsl/completeness.js';
import {hoverScript} from '../dsl/hover.js';
import {sharedSession} from '../src/session/lrp.js';
import type {PublishedValue} from './ts/published-values.js';
import {sinkOf} from './script-engine.js';
import type {CreateScriptCells} from './script-cells.js';

/** Makes `%%lrp` cells of the session that the tag `lrp` uses too. */
export const createScriptCells: CreateScriptCells = values => {
  let made: readonly PublishedValue[] = [];
  return {
    async run(code, io) {
      const sink = sinkOf(io);
      const {named, bundle} = await sharedSession().run(code, {sink, signal: io.signal, values});
      made = [...made, ...named];
      return bundle;
    },
    complete(code, offset) {
      const {from, to, items} = completeScript(code, offset, sharedSession().context(values));
      return {
        from,
        to,
        items: items.map(({text, type, signature, detail}) => {
          const shown = signature ?? detail;
          return shown === undefined ? {text, type} : {text, type, signature: shown};
        }),
      };
    },
    inspect(code, offset) {
      const hover = hoverScript(code, offset, sharedSession().context(values));
      if (hover === null) return null;
      return {data: {'text/markdown': hover.markdown, 'text/plain': hover.text}, metadata: {}};
    },
    isComplete: code => scriptCompleteness(code),
    takeValues() {
      const taken = made;
      made = [];
      return taken;
    },
  };
};
