import {
  addBrandPicture,
  addBrandPictureInput,
  getBrandSettings,
  listLegal,
  previewAccent,
  previewAccentInput,
  publishLegal,
  publishLegalInput,
  setBrand,
  setBrandInput,
} from '@assay/services/brand'
import { listOpenPages } from '@assay/services/public-page'
import { operatorProcedure, router } from '../base.ts'

export const brandRouter = router({
  settings: operatorProcedure.query(({ ctx }) => getBrandSettings(ctx.verb)),
  set: operatorProcedure.input(setBrandInput).mutation(({ ctx, input }) => setBrand(ctx.verb, input)),
  previewAccent: operatorProcedure
    .input(previewAccentInput)
    .query(({ ctx, input }) => previewAccent(ctx.verb, input)),
  addPicture: operatorProcedure
    .input(addBrandPictureInput)
    .mutation(({ ctx, input }) => addBrandPicture(ctx.verb, input)),
  openPages: operatorProcedure.query(({ ctx }) => listOpenPages(ctx.verb)),
  legal: operatorProcedure.query(({ ctx }) => listLegal(ctx.verb)),
  publishLegal: operatorProcedure
    .input(publishLegalInput)
    .mutation(({ ctx, input }) => publishLegal(ctx.verb, input)),
})
