import type {Name, Statement} from '../../dsl/tree.js';
import {findDevkit, type Devkit} from '../data/voc/find-devkit.js';
import {findVocSample, usualSplit} from '../data/voc/find-voc-sample.js';
import {vocClasses} from '../data/voc/voc-classes.js';
import type {Diagnostic, Span} from '../errors/diagnostic.js';
import {LrpError} from '../errors/lrp-error.js';
import {didYouMean} from '../errors/suggest.js';
import type {FileSource} from './prepared.js';
import {resolvePath} from './resolve-path.js';

/** The data sets that a script names, and what is wrong with them. A broken one is complained of once. */
export class DataSets {
  readonly #folder: string;
  readonly #report: (problem: Diagnostic) => void;
  /** Null for one that could not be opened. */
  readonly #sets: Map<string, Devkit | null>;

  /**
   * @param folder  Against which paths are read.
   * @param earlier Those of earlier texts.
   */
  constructor(
    folder: string,
    earlier: ReadonlyMap<string, Devkit>,
    report: (problem: Diagnostic) => void,
  ) {
    this.#folder = folder;
    this.#sets = new Map(earlier);
    this.#report = report;
  }

  /** Those that can be used, by name. */
  get sound(): ReadonlyMap<string, Devkit> {
    return new Map([...this.#sets].flatMap(([name, set]) => (set === null ? [] : [[name, set]])));
  }

  async open({path, name}: Statement & {kind: 'dataset'}): Promise<void> {
    const opened = await this.#attempt(
      path.span,
      () => findDevkit(resolvePath(this.#folder, path.text)),
      '`lrplab fetch voc2012` downloads Pascal VOC 2012 and says where it is; give that path',
    );
    this.#sets.set(name, opened);
  }

  /** A data set and one of its splits; null where something is wrong with them, which is reported. */
  splitOf(dataset: Name, split: Name | null): {devkit: Devkit; split: string} | null {
    const devkit = this.#sets.get(dataset.text) ?? null;
    if (devkit === null) return null;
    const name = split?.text ?? usualSplit(devkit);
    if (devkit.splits.includes(name)) return {devkit, split: name};
    const hint = didYouMean(name, devkit.splits) ?? `it has ${devkit.splits.join(', ')}`;
    this.#problem(
      'voc/no-such-split',
      (split ?? dataset).span,
      `"${dataset.text}" has no split "${name}"`,
      hint,
    );
    return null;
  }

  /** Whether all are classes of the data set; those that are none are reported. */
  checkClasses(classes: readonly Name[]): boolean {
    const wrong = classes.filter(({text}) => !vocClasses.includes(text));
    for (const {text, span} of wrong) {
      const hint = didYouMean(text, vocClasses) ?? `the classes are ${vocClasses.join(', ')}`;
      this.#problem('voc/unknown-class', span, `"${text}" is no class of Pascal VOC`, hint);
    }
    return wrong.length === 0;
  }

  /** The picture that a statement asks for; null where there is none, which is reported. */
  async choose(statement: Statement & {kind: 'sample'}): Promise<FileSource | null> {
    const {dataset, name, span, wanted, unwanted, number} = statement;
    const classesAreKnown = this.checkClasses([...wanted, ...unwanted]);
    const found = this.splitOf(dataset, statement.split);
    if (found === null || !classesAreKnown) return null;
    const {devkit, split} = found;
    const texts = (names: readonly Name[]): readonly string[] => names.map(({text}) => text);
    const wish = {split, wanted: texts(wanted), unwanted: texts(unwanted), number};
    const sample = await this.#attempt(span, () => findVocSample(devkit, wish));
    if (sample === null) return null;
    return {kind: 'image', name, path: sample.image, span, sample, split};
  }

  async #attempt<Found>(
    span: Span,
    find: () => Promise<Found>,
    hint?: string,
  ): Promise<Found | null> {
    try {
      return await find();
    } catch (error) {
      if (!(error instanceof LrpError)) throw error;
      this.#problem(error.code, span, error.message, hint);
      return null;
    }
  }

  #problem(code: string, span: Span, message: string, hint?: string): void {
    const given = hint === undefined ? {} : {hint};
    this.#report({code, severity: 'error', message, span, ...given});
  }
}
