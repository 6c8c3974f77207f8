// What `import … from 'lrplab'` gives.
export {
  explainInBulk,
  type BrokenSample,
  type BulkOptions,
  type BulkOutcome,
} from './bulk/explain-in-bulk.js';
export {checkFinite} from './data/check-finite.js';
export {readImage} from './data/image.js';
export {encodeNpy, readNpy} from './data/npy.js';
export {readPictures, type PictureInput} from './data/picture-input.js';
export {findPreprocessing} from './data/preprocess-presets.js';
export {checkDisjoint} from './data/voc/check-disjoint.js';
export {chooseOthers, type ChooseOthersOptions} from './data/voc/choose-others.js';
export {readVocSplit, type ReadVocOptions} from './data/voc/read-voc-split.js';
export {vocClasses} from './data/voc/voc-classes.js';
export type {
  BrokenFile,
  PixelBox,
  VocLabel,
  VocObject,
  VocSample,
  VocSplit,
} from './data/voc/voc-dataset.js';
export {writeFileWhole} from './data/write-file.js';
export type {EngineName} from './engine/engine.js';
export type {Diagnostic, Result, Span} from './errors/diagnostic.js';
export {DiagnosticsError} from './errors/diagnostics-error.js';
export {LrpError} from './errors/lrp-error.js';
export {choosePictures} from './evaluate/comparison/choose-pictures.js';
export {evaluateMethods} from './evaluate/comparison/evaluate-methods.js';
export {explainChosen} from './evaluate/comparison/explain-chosen.js';
export {summarise} from './evaluate/comparison/summarise.js';
export type {Consistency} from './evaluate/consistency/consistency.js';
export {consistencyTable} from './evaluate/consistency/consistency-table.js';
export {measureConsistency} from './evaluate/consistency/measure-consistency.js';
export type {
  EvaluatedBatch,
  MeasureContext,
  MeasureRunner,
  OpenFamily,
} from './evaluate/measure-runner.js';
export {describeMethod} from './evaluate/methods/describe-method.js';
export type {Method, MethodMaps, MethodRunner} from './evaluate/methods/method.js';
export {methodOf} from './evaluate/methods/method-of.js';
export {openMethods, type MethodOptions} from './evaluate/methods/open-methods.js';
export {familyOpeners} from './evaluate/open-family.js';
export {randomiseLayers} from './evaluate/randomisation/randomise-layers.js';
export {selectTasks} from './evaluate/select-tasks.js';
export type {EvaluationTask} from './evaluate/tasks.js';
export {modelInputShape} from './explain/batch.js';
export type {ExplainOptions} from './explain/explain.js';
export type {
  Explained,
  ExplainedPlan,
  ExplainedRow,
  LoadedBatch,
} from './explain/explained.js';
export {
  Explainer,
  type ExplainerOptions,
  type RunOptions,
} from './explain/explainer.js';
export type {Explanation} from './explain/explanation.js';
export type {Target} from './explain/targets.js';
export type {Graph, GraphNode, Shape, Tensor} from './graph/graph.js';
export {boundsOf, type Preprocessing} from './graph/preprocessing.js';
export {runCheck, type CheckResult} from './ledger/checks.js';
export type {Ledger, LedgerLayer, LedgerSample} from './ledger/ledger.js';
export {baselines} from './measures/baselines.js';
export {families} from './measures/families.js';
export type {
  BaselineSpec,
  FamilySpec,
  MeasureArguments,
  MeasureSpec,
} from './measures/measure-spec.js';
export type {EvaluationSummary} from './measures/summary.js';
export type {NetworkDefinition} from './model/build-network.js';
export type {LoadModelOptions} from './model/load-model.js';
export type {NestedNumbers, NetworkLayer} from './model/numbers/network-layer.js';
export type {Plan, PlanLayer, PlanSource} from './plan/plan.js';
export {presetNames} from './plan/presets.js';
export {cosine, rankCorrelation} from './report/compare.js';
export {scoresCsv, summaryCsv} from './report/evaluation/evaluation-csv.js';
export {evaluationJson} from './report/evaluation/evaluation-json.js';
export {evaluationLatex} from './report/evaluation/evaluation-latex.js';
export {evaluationSections} from './report/evaluation/evaluation-sections.js';
export {planDiff} from './report/plan-diff.js';
export {
  constancyNotes,
  constancyTable,
  minMaxTable,
  preconditionsNotes,
  preconditionsTable,
  taylorSections,
} from './report/taylor-tables.js';
export {formatPlan} from './plan/resolve.js';
export type {Figure} from './plot/figure.js';
export {heatmapFigure} from './plot/heatmap.js';
export {ledgerFigure} from './plot/ledger-chart.js';
export {encodePng} from './plot/png.js';
export {pictureOf, poolChannels, sharedLimit} from './plot/relevance-map.js';
export {renderHeatmap} from './plot/render-heatmap.js';
export type {CustomRule} from './rules/custom-rule.js';
export {defineRule, type RuleDefinition} from './rules/define-rule.js';
export type {ParameterDefinition} from './rules/read-parameters.js';
export type {BiasPolicy, Rule} from './rules/rule.js';
export type {InputPart, Share, Term, WeightPart} from './rules/share.js';
export type {ShareDefinition, TermDefinition, WeightDefinition} from './rules/share-definition.js';
export type {CompilePlanOptions} from './script/compile-plan.js';
export type {CellResult, NamedValue} from './session/cell-result.js';
export type {CellSink} from './session/cell-sink.js';
export type {Displayable} from './session/displayable.js';
export {lrp, type Lrp, type LrpText} from './session/lrp.js';
export type {HostValues} from './session/memory.js';
export {isNear, selfCheck, type JudgeAnswer} from './session/self-check.js';
export {Session, type RunCellOptions, type SessionOptions} from './session/session.js';
export {showBars, showTable, type TableValue} from './session/show-numbers.js';
export type {Domain} from './taylor/domain.js';
export type {Constancy, LayerConstancy} from './taylor/constancy.js';
export type {ConstancyOptions} from './taylor/examine-constancy.js';
export {expandRelevance, type Expansion, type ReferencePoint} from './taylor/expansion.js';
export {redistributeAlong, type Redistributed} from './taylor/generic-rule.js';
export type {MinMaxSample} from './taylor/min-max-gradient.js';
export {
  predictMinMax,
  propagateMinMax,
  type MinMaxModel,
  type MinMaxPrediction,
} from './taylor/min-max-model.js';
export {
  denseLayer,
  preActivation,
  type Neuron,
  type NeuronLayer,
} from './taylor/neuron-layer.js';
export {
  relevanceModels,
  type LayerRelevanceModel,
  type RelevanceModelOptions,
} from './taylor/relevance-model.js';
export {relevanceSamples, type RelevanceSamples} from './taylor/relevance-samples.js';
export {findRoot, pointTowards, type RootPoint} from './taylor/root-point.js';
export {
  describeDirection,
  directionAt,
  type Connection,
  type NeuronDirection,
  type SearchDirection,
} from './taylor/search-direction.js';
export type {Spread} from './taylor/spread.js';
export {taylorLayer, type TaylorLayer} from './taylor/taylor-layer.js';
export type {
  LayerPreconditions,
  PreconditionOptions,
  Preconditions,
} from './taylor/taylor-preconditions.js';
export {
  minMaxError,
  type MinMaxError,
  type TrainedMinMax,
  type TrainMinMaxOptions,
} from './taylor/train-min-max.js';
export type {
  CheckpointPolicy,
  ClassScore,
  EpochRecord,
  RunRecord,
  TrainEvent,
} from './train/run-record.js';
export type {TrainResult} from './train/train.js';
export type {TrainOptions} from './train/train-options.js';
export {buildNetwork, compilePlan, explain, loadModel} from './session/shown.js';
export {
  examineConstancy,
  taylorPreconditions,
  trainMinMax,
} from './session/shown-taylor.js';
export {evaluateModel, train} from './session/shown-training.js';
export type {EvaluateModelOptions, ModelEvaluation} from './train/evaluate-model.js';
export type {
  EvaluatedFamily,
  EvaluatedMethod,
  EvaluatedRow,
  Evaluation,
} from './measures/evaluation.js';
