import {scriptCompleteness} from '../dsl/completeness.js';
import {sharedSession} from '../src/session/lrp.js';
import type {PublishedValue} from './ts/published-values.js';
import {completionsOf, inspectionOf} from './script-answers.js';
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
    complete: (code, offset) => completionsOf(code, offset, sharedSession().context(values)),
    inspect: (code, offset) => inspectionOf(code, offset, sharedSession().context(values)),
    isComplete: code => scriptCompleteness(code),
    takeValues() {
      const taken = made;
      made = [];
      return taken;
    },
  };
};
