import {
  archiveModel,
  getModel,
  getModelCard,
  getModelVersion,
  listModels,
  listModelsInput,
  listModelVersions,
  modelId,
  renameModel,
  renameModelInput,
  restoreModel,
  setCardNotes,
  setCardNotesInput,
} from '@assay/services/model'
import { router, workspaceProcedure } from '../base.ts'

export const modelRouter = router({
  list: workspaceProcedure.input(listModelsInput).query(({ ctx, input }) => listModels(ctx.verb, input)),
  get: workspaceProcedure.input(modelId).query(({ ctx, input }) => getModel(ctx.verb, input)),
  rename: workspaceProcedure
    .input(renameModelInput)
    .mutation(({ ctx, input }) => renameModel(ctx.verb, input)),
  archive: workspaceProcedure.input(modelId).mutation(({ ctx, input }) => archiveModel(ctx.verb, input)),
  restore: workspaceProcedure.input(modelId).mutation(({ ctx, input }) => restoreModel(ctx.verb, input)),
  versions: workspaceProcedure.input(modelId).query(({ ctx, input }) => listModelVersions(ctx.verb, input)),
  version: workspaceProcedure.input(modelId).query(({ ctx, input }) => getModelVersion(ctx.verb, input)),
  card: workspaceProcedure.input(modelId).query(({ ctx, input }) => getModelCard(ctx.verb, input)),
  setCardNotes: workspaceProcedure
    .input(setCardNotesInput)
    .mutation(({ ctx, input }) => setCardNotes(ctx.verb, input)),
})
