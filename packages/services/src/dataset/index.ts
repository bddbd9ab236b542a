export { getCharts } from './charts.ts'
export { chooseColumns, chooseColumnsInput } from './choose-columns.ts'
export { getClip, getClipInput } from './clip.ts'
export { compareDatasetVersions, compareDatasetVersionsInput } from './compare.ts'
export { countRows, countRowsInput } from './count-rows.ts'
export { deleteDataset, deleteDatasetInput, previewDeletion, purgeDataset } from './delete.ts'
export { dropUpload, dropUploadInput, removeDroppedUpload } from './drop-upload.ts'
export {
  editDataset,
  editDatasetInput,
  mendDataset,
  mendDatasetInput,
} from './edit.ts'
export { type ExaminationOrder, findUnexamined, keepExamination } from './examine-job.ts'
export { type ExportedDataset, exportDatasetVersion, exportDatasetVersionInput } from './export.ts'
export { type ExaminationView, type FindingView, getFindings } from './findings.ts'
export {
  askForColumns,
  claimIngest,
  completeIngest,
  completeSettingAside,
  failIngest,
  type IngestClaim,
  reportIngestProgress,
} from './ingest-job.ts'
export {
  archiveDataset,
  createDataset,
  createDatasetInput,
  datasetId,
  getDataset,
  getDatasetVersion,
  listDatasets,
  listDatasetsInput,
  listDatasetVersions,
  renameDataset,
  renameDatasetInput,
  restoreDataset,
} from './manage.ts'
export { getMap, requestMap } from './map.ts'
export { findUnmapped, keepMap } from './map-job.ts'
export { previewUpload } from './preview-upload.ts'
export { readAgain } from './read-again.ts'
export { maxUploadBytes, receiveUpload, receiveUploadInput, uploadColumns } from './receive-upload.ts'
export { listRows, listRowsInput } from './rows.ts'
export { sampleStorage } from './storage.ts'
