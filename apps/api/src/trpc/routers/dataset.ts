import {
  archiveDataset,
  chooseColumns,
  chooseColumnsInput,
  compareDatasetVersions,
  compareDatasetVersionsInput,
  countRows,
  countRowsInput,
  createDataset,
  createDatasetInput,
  datasetId,
  deleteDataset,
  deleteDatasetInput,
  dropUpload,
  dropUploadInput,
  editDataset,
  editDatasetInput,
  getCharts,
  getClip,
  getClipInput,
  getDataset,
  getDatasetVersion,
  getFindings,
  getMap,
  listDatasets,
  listDatasetsInput,
  listDatasetVersions,
  listRows,
  listRowsInput,
  mendDataset,
  mendDatasetInput,
  previewDeletion,
  readAgain,
  renameDataset,
  renameDatasetInput,
  requestMap,
  restoreDataset,
} from '@assay/services/dataset'
import { router, workspaceProcedure } from '../base.ts'
import { follow } from '../follow.ts'

export const datasetRouter = router({
  list: workspaceProcedure.input(listDatasetsInput).query(({ ctx, input }) => listDatasets(ctx.verb, input)),
  create: workspaceProcedure
    .input(createDatasetInput)
    .mutation(({ ctx, input }) => createDataset(ctx.verb, input)),
  rename: workspaceProcedure
    .input(renameDatasetInput)
    .mutation(({ ctx, input }) => renameDataset(ctx.verb, input)),
  archive: workspaceProcedure.input(datasetId).mutation(({ ctx, input }) => archiveDataset(ctx.verb, input)),
  restore: workspaceProcedure.input(datasetId).mutation(({ ctx, input }) => restoreDataset(ctx.verb, input)),
  delete: workspaceProcedure
    .input(deleteDatasetInput)
    .mutation(({ ctx, input }) => deleteDataset(ctx.verb, input)),
  deletionPreview: workspaceProcedure
    .input(datasetId)
    .query(({ ctx, input }) => previewDeletion(ctx.verb, input)),
  get: workspaceProcedure.input(datasetId).query(({ ctx, input }) => getDataset(ctx.verb, input)),
  versions: workspaceProcedure
    .input(datasetId)
    .query(({ ctx, input }) => listDatasetVersions(ctx.verb, input)),
  version: workspaceProcedure.input(datasetId).query(({ ctx, input }) => getDatasetVersion(ctx.verb, input)),
  chooseColumns: workspaceProcedure
    .input(chooseColumnsInput)
    .mutation(({ ctx, input }) => chooseColumns(ctx.verb, input)),
  readAgain: workspaceProcedure
    .input(chooseColumnsInput)
    .mutation(({ ctx, input }) => readAgain(ctx.verb, input)),
  dropUpload: workspaceProcedure
    .input(dropUploadInput)
    .mutation(({ ctx, input }) => dropUpload(ctx.verb, input)),
  compare: workspaceProcedure
    .input(compareDatasetVersionsInput)
    .query(({ ctx, input }) => compareDatasetVersions(ctx.verb, input)),
  findings: workspaceProcedure.input(datasetId).query(({ ctx, input }) => getFindings(ctx.verb, input)),
  edit: workspaceProcedure.input(editDatasetInput).mutation(({ ctx, input }) => editDataset(ctx.verb, input)),
  mend: workspaceProcedure.input(mendDatasetInput).mutation(({ ctx, input }) => mendDataset(ctx.verb, input)),
  rows: workspaceProcedure.input(listRowsInput).query(({ ctx, input }) => listRows(ctx.verb, input)),
  countRows: workspaceProcedure.input(countRowsInput).query(({ ctx, input }) => countRows(ctx.verb, input)),
  charts: workspaceProcedure.input(datasetId).query(({ ctx, input }) => getCharts(ctx.verb, input)),
  clip: workspaceProcedure.input(getClipInput).query(({ ctx, input }) => getClip(ctx.verb, input)),
  map: workspaceProcedure.input(datasetId).query(({ ctx, input }) => getMap(ctx.verb, input)),
  requestMap: workspaceProcedure.input(datasetId).mutation(({ ctx, input }) => requestMap(ctx.verb, input)),
  onVersion: workspaceProcedure.input(datasetId).subscription(({ ctx, input, signal }) =>
    follow(
      ctx.changes,
      signal,
      (notice) => notice.topic === 'dataset_version' && notice.id === input.id,
      () => getDatasetVersion(ctx.verb, input),
      ({ status }) => status === 'ready' || status === 'unlabelled' || status === 'failed',
    ),
  ),
})
