import {
  announce,
  announceInput,
  announcementIdInput,
  currentAnnouncements,
  endAnnouncement,
  listAnnouncements,
} from '@assay/services/announcement'
import { pageInput } from '@assay/services/core'
import {
  isSignUpOpen,
  listFeatures,
  overrideFeature,
  overrideFeatureInput,
  ownFeatures,
  setFeature,
  setFeatureInput,
} from '@assay/services/feature'
import { getConnections, testConnection, testConnectionInput } from '@assay/services/platform'
import { operatorProcedure, publicProcedure, router, workspaceProcedure } from '../base.ts'

/** What concerns the installation as a whole; mostly for its operator. */
export const platformRouter = router({
  connections: operatorProcedure.query(({ ctx }) => getConnections(ctx.verb)),
  testConnection: operatorProcedure
    .input(testConnectionInput)
    .mutation(({ ctx, input }) => testConnection(ctx.verb, input)),
  features: operatorProcedure.query(({ ctx }) => listFeatures(ctx.verb)),
  setFeature: operatorProcedure
    .input(setFeatureInput)
    .mutation(({ ctx, input }) => setFeature(ctx.verb, input)),
  overrideFeature: operatorProcedure
    .input(overrideFeatureInput)
    .mutation(({ ctx, input }) => overrideFeature(ctx.verb, input)),
  ownFeatures: workspaceProcedure.query(({ ctx }) => ownFeatures(ctx.verb)),
  signUpOpen: publicProcedure.query(({ ctx }) => isSignUpOpen(ctx.services)),
  announcements: operatorProcedure
    .input(pageInput)
    .query(({ ctx, input }) => listAnnouncements(ctx.verb, input)),
  announce: operatorProcedure.input(announceInput).mutation(({ ctx, input }) => announce(ctx.verb, input)),
  endAnnouncement: operatorProcedure
    .input(announcementIdInput)
    .mutation(({ ctx, input }) => endAnnouncement(ctx.verb, input)),
  currentAnnouncements: workspaceProcedure.query(({ ctx }) => currentAnnouncements(ctx.verb)),
})
