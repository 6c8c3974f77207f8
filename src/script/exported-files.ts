import {extname} from 'node:path';
import {emitOnnx} from '../engine/onnx/emit.js';
import {compileProgram} from '../program/compile.js';
import type {PreparedStep} from './prepared.js';
import type {OutputFile} from './reporter.js';
import {safeNames} from './safe-name.js';

/** One ONNX file a plan; several carry their plan's name before the ending. */
export function exportedFiles({
  graph,
  plans,
  path,
}: PreparedStep & {kind: 'export'}): readonly OutputFile[] {
  const names = safeNames(plans.map(plan => plan.name));
  const ending = extname(path);
  const base = path.slice(0, path.length - ending.length);
  return plans.map((plan, index) => ({
    path: plans.length === 1 ? path : `${base}-${names[index]}${ending}`,
    content: () => emitOnnx(compileProgram(graph, plan).program, {'lrplab.plan': plan.name}),
  }));
}
