import type {Json, JsonObject} from './figure.js';

/**
 * One output in several forms, by mime type; a front end shows the richest it can. Text and base64
 * (`image/png`) are strings, JSON types (`application/vnd.plotly.v1+json`) are plain objects.
 */
export interface MimeBundle {
  readonly data: {readonly [mime: string]: Json};
  readonly metadata: JsonObject;
}

/** What Deno, the lrplab kernel and others look for in a cell's last value: a method that gives its `data`. */
export const jupyterDisplay: unique symbol = Symbol.for('Jupyter.display') as never;
