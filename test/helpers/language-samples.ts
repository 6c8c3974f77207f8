/** Cells of one language, for the checks that every kernel must pass. A sample that is null is not checked. */
export interface LanguageSamples {
  /** Prints `text` to standard output, and nothing else. */
  readonly stdout: {readonly code: string; readonly text: string};
  readonly stderr: {readonly code: string; readonly text: string} | null;
  /** Ends well, at once, without a result. */
  readonly nothing: string;
  readonly error: {readonly code: string; readonly name: RegExp; readonly message: RegExp};
  /** Its last value is shown as this text. */
  readonly result: {readonly code: string; readonly text: RegExp} | null;
  /** Its last value has these forms too. */
  readonly richResult: {readonly code: string; readonly mimes: readonly string[]} | null;
  readonly display: {readonly code: string; readonly mimes: readonly string[]} | null;
  /** Shows something and replaces it. */
  readonly update: string | null;
  /** With the cursor at the end of the code. */
  readonly completion: {readonly code: string; readonly match: string};
  /** With the cursor so many code points into the code. */
  readonly inspection: {readonly code: string; readonly cursor: number; readonly text: RegExp};
  readonly complete: readonly string[];
  readonly incomplete: readonly string[];
  readonly invalid: readonly string[];
  /** Asks with this prompt and prints the text when it is answered. */
  readonly input: {
    readonly code: string;
    readonly prompt: string;
    readonly answer: string;
    readonly text: string;
  } | null;
  /** Runs until it is interrupted, and lets the event loop turn meanwhile. */
  readonly endless: string | null;
}
