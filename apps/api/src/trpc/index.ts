import { router } from './base.ts'
import { accountRouter } from './routers/account.ts'
import { adRouter } from './routers/ad.ts'
import { batchRouter } from './routers/batch.ts'
import { billingRouter } from './routers/billing.ts'
import { brandRouter } from './routers/brand.ts'
import { datasetRouter } from './routers/dataset.ts'
import { deploymentRouter } from './routers/deployment.ts'
import { driftRouter } from './routers/drift.ts'
import { endUserRouter } from './routers/end-user.ts'
import { labellingRouter } from './routers/labelling.ts'
import { modelRouter } from './routers/model.ts'
import { notificationRouter } from './routers/notification.ts'
import { operationsRouter } from './routers/operations.ts'
import { operatorRouter } from './routers/operator.ts'
import { operatorServiceRouter } from './routers/operator-service.ts'
import { platformRouter } from './routers/platform.ts'
import { publicPageRouter } from './routers/public-page.ts'
import { feedbackRouter, requestRouter } from './routers/request.ts'
import { serviceRouter } from './routers/service.ts'
import { solutionRouter } from './routers/solution.ts'
import { statusRouter } from './routers/status.ts'
import { takeoutRouter } from './routers/takeout.ts'
import { tenantRouter } from './routers/tenant.ts'
import { trainingRouter } from './routers/training.ts'
import { webhookRouter } from './routers/webhook.ts'
import {
  apiKeyRouter,
  auditRouter,
  invitationRouter,
  memberRouter,
  meRouter,
  workspaceRouter,
} from './routers/workspace.ts'

export const appRouter = router({
  me: meRouter,
  account: accountRouter,
  workspace: workspaceRouter,
  member: memberRouter,
  invitation: invitationRouter,
  apiKey: apiKeyRouter,
  audit: auditRouter,
  notification: notificationRouter,
  takeout: takeoutRouter,
  dataset: datasetRouter,
  labelling: labellingRouter,
  training: trainingRouter,
  model: modelRouter,
  deployment: deploymentRouter,
  request: requestRouter,
  feedback: feedbackRouter,
  drift: driftRouter,
  endUser: endUserRouter,
  ad: adRouter,
  batch: batchRouter,
  webhook: webhookRouter,
  billing: billingRouter,
  service: serviceRouter,
  solution: solutionRouter,
  status: statusRouter,
  publicPage: publicPageRouter,
  brand: brandRouter,
  operator: operatorRouter,
  operatorService: operatorServiceRouter,
  operations: operationsRouter,
  platform: platformRouter,
  tenant: tenantRouter,
})

export type AppRouter = typeof appRouter
export type { RequestContext } from './base.ts'
