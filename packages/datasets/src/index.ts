export { type InputRow, readInputRows } from './batch/read-input-rows.ts'
export { type StagedRows, stageRows } from './batch/stage-rows.ts'
export { writeResults } from './batch/write-results.ts'
export { chartVersion } from './browse/chart-version.ts'
export { countMatching } from './browse/count-matching.ts'
export { sampleVersion } from './browse/sample-version.ts'
export { compareVersions } from './compare/compare-versions.ts'
export type {
  AudioSplit,
  DatasetExamples,
  ImageSplit,
  IngestInput,
  IngestLimits,
  IngestOutcome,
  LabelSets,
  PageRowsInput,
  RowPage,
  Split,
  TableColumn,
  TableSplit,
  TextSplit,
} from './contract.ts'
export { checkEdits } from './edit/check-edits.ts'
export { type DerivedVersion, deriveVersion } from './edit/derive-version.ts'
export { DatasetUnusable, type DatasetUnusableCode } from './errors.ts'
export { exportCsv } from './export-csv.ts'
export { examineVersion } from './findings/examine.ts'
export { ingest } from './ingest.ts'
export { pageRows, readClip } from './page-rows.ts'
export { previewUpload } from './preview/preview-upload.ts'
export { readContext } from './read-context.ts'
export { readExamples } from './read-examples.ts'
