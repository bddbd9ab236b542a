export { getModelCard } from './card.ts'
export { setCardNotes, setCardNotesInput } from './card-notes.ts'
export { type ExportOrder, exportModelVersion, exportModelVersionInput } from './export.ts'
export { archiveModel, renameModel, renameModelInput, restoreModel } from './manage.ts'
export {
  getModel,
  getModelVersion,
  listModels,
  listModelsInput,
  listModelVersions,
  modelId,
} from './read.ts'
