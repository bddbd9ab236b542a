import { newId } from '@assay/db'
import { createApiKey } from '@assay/services/api-key'
import { startBatch } from '@assay/services/batch'
import type { WorkspaceCtx } from '@assay/services/core'
import { grantCredits } from '@assay/services/credit'
import { createDeployment } from '@assay/services/deployment'
import { updateEndUser } from '@assay/services/end-user'
import { startSolution } from '@assay/services/solution'
import {
  addCall,
  addDatasetVersion,
  addEngagement,
  addInvoice,
  addLabellingItem,
  addModelVersion,
  addNextModelVersion,
} from '@assay/services/testing'
import { createWebhook, testWebhook } from '@assay/services/webhook'
import { inviteMember } from '@assay/services/workspace'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Api,
  callTrpc,
  openPlatform,
  type Person,
  password,
  signUp,
  startApi,
} from './testing/fixture.ts'
import { appRouter } from './trpc/index.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let api: Api
/** Owners of one workspace each; whatever the first asks for is the second's. */
let ada: Person & { workspaceId: string }
let bobsWorkspaceId: string
let ours: Awaited<ReturnType<typeof fill>>
let theirs: Awaited<ReturnType<typeof fill>>

const settle = async (name: string) => {
  const person = await signUp(api, name)
  const created = await callTrpc(api, person, { type: 'mutation', path: 'workspace.create' }, { name })
  return { ...person, workspaceId: (created.data as { id: string }).id }
}

/** A workspace with a row of every kind. */
const fill = async (owner: { workspaceId: string; userId: string }) => {
  const ctx: WorkspaceCtx = {
    ...platform.services,
    actor: { type: 'user', id: owner.userId },
    workspaceId: owner.workspaceId,
    role: 'owner',
  }
  const waiting = await addDatasetVersion(ctx, 'needs_label')
  const model = await addModelVersion(ctx)
  const next = await addNextModelVersion(ctx, model, 2)
  const deployment = await createDeployment(ctx, { name: 'Live', modelVersionId: model.modelVersionId })
  const batch = await startBatch(ctx, {
    deploymentId: deployment.id,
    datasetVersionId: model.datasetVersionId,
  })
  const key = await createApiKey(ctx, { name: 'Server' })
  const invitation = await inviteMember(ctx, { email: 'eve@example.com', role: 'viewer' })
  const member = await platform.addMember(owner.workspaceId, 'member')
  const invoice = await addInvoice(ctx)
  const grant = await grantCredits(
    { ...platform.services, actor: { type: 'system', id: null }, isOperator: true },
    { workspaceId: owner.workspaceId, amountMinor: '100', source: 'operator' },
  )
  const endUserId = `eu_${owner.workspaceId}`
  await updateEndUser(ctx, { id: endUserId, monthlyLimit: 5 })
  const engagement = await addEngagement(ctx)
  const solution = await startSolution(ctx, { solution: 'spam' })
  const webhook = await createWebhook(ctx, { url: 'https://example.com/', events: ['training.finished'] })
  const delivery = await testWebhook(ctx, { id: webhook.id })
  return {
    ...model,
    ...invoice,
    ...engagement,
    grantId: grant.id,
    waitingVersionId: waiting.datasetVersionId,
    nextModelVersionId: next.modelVersionId,
    deploymentId: deployment.id,
    batchId: batch.id,
    solutionRunId: solution.id,
    webhookId: webhook.id,
    deliveryId: delivery.id,
    keyId: key.id,
    key: key.key,
    invitationId: invitation.id,
    endUserId,
    requestId: await addCall(ctx, { deploymentId: deployment.id, modelVersionId: model.modelVersionId }),
    labellingItemId: await addLabellingItem(ctx, model.datasetId),
    memberId: member.actor.id ?? '',
  }
}

beforeAll(async () => {
  platform = await openPlatform()
  api = await startApi(platform.services)
  ada = await settle('ada')
  const bob = await settle('bob')
  ours = await fill(ada)
  theirs = await fill(bob)
  bobsWorkspaceId = bob.workspaceId
})
afterAll(async () => {
  await api?.close()
  await platform?.close()
})

type Rows = Awaited<ReturnType<typeof fill>>
/** The input with an id from `of` in each place that takes one; the rest of it is our own and valid. */
type ForeignInputs = (of: Rows, own: Rows) => Record<string, unknown>[]

/** Procedures that name a row by its id. A procedure is in this table or in one of the lists below it. */
const byId: Record<string, ForeignInputs> = {
  'member.setRole': (of) => [{ userId: of.memberId, role: 'viewer' }],
  'member.remove': (of) => [{ userId: of.memberId }],
  'member.transferOwnership': (of) => [{ userId: of.memberId }],
  'invitation.renew': (of) => [{ id: of.invitationId }],
  'invitation.revoke': (of) => [{ id: of.invitationId }],
  'apiKey.create': (of) => [{ name: 'Server', deploymentId: of.deploymentId }],
  'apiKey.update': (of) => [{ id: of.keyId, name: 'Mine' }],
  'apiKey.rotate': (of) => [{ id: of.keyId, overlapHours: 1 }],
  'apiKey.revoke': (of) => [{ id: of.keyId }],
  'dataset.rename': (of) => [{ id: of.datasetId, name: 'taken' }],
  'dataset.archive': (of) => [{ id: of.datasetId }],
  'dataset.restore': (of) => [{ id: of.datasetId }],
  'dataset.delete': (of) => [{ id: of.datasetId, confirm: 'Messages' }],
  'dataset.deletionPreview': (of) => [{ id: of.datasetId }],
  'dataset.dropUpload': (of) => [{ versionId: of.datasetVersionId }],
  'dataset.get': (of) => [{ id: of.datasetId }],
  'dataset.versions': (of) => [{ id: of.datasetId }],
  'dataset.version': (of) => [{ id: of.datasetVersionId }],
  'dataset.chooseColumns': (of) => [{ versionId: of.waitingVersionId, labelColumn: 'label' }],
  'dataset.readAgain': (of) => [{ versionId: of.datasetVersionId, labelColumn: 'label' }],
  'dataset.clip': (of) => [{ versionId: of.datasetVersionId, row: 0 }],
  'dataset.findings': (of) => [{ id: of.datasetVersionId }],
  'dataset.compare': (of, own) => [
    { from: of.datasetVersionId, to: own.datasetVersionId },
    { from: own.datasetVersionId, to: of.datasetVersionId },
  ],
  'dataset.edit': (of) => [{ versionId: of.datasetVersionId, edits: [{ type: 'drop_rows', rows: [0] }] }],
  'dataset.mend': (of) => [{ versionId: of.datasetVersionId, codes: ['leakage'] }],
  'dataset.rows': (of) => [{ versionId: of.datasetVersionId }],
  'dataset.map': (of) => [{ id: of.datasetVersionId }],
  'dataset.requestMap': (of) => [{ id: of.datasetVersionId }],
  'dataset.countRows': (of) => [{ versionId: of.datasetVersionId, filter: { split: 'test' } }],
  'dataset.charts': (of) => [{ id: of.datasetVersionId }],
  'dataset.onVersion': (of) => [{ id: of.datasetVersionId }],
  'labelling.overview': (of) => [{ datasetId: of.datasetId }],
  'labelling.onOverview': (of) => [{ datasetId: of.datasetId }],
  'labelling.updatePlan': (of) => [{ datasetId: of.datasetId, annotators: 2 }],
  'labelling.next': (of) => [{ datasetId: of.datasetId, queue: 'unlabelled' }],
  'labelling.annotate': (of) => [{ itemId: of.labellingItemId, label: 'ham' }],
  'labelling.undo': (of) => [{ itemId: of.labellingItemId }],
  'labelling.disputed': (of) => [{ datasetId: of.datasetId }],
  'labelling.settle': (of) => [{ itemId: of.labellingItemId, label: 'ham' }],
  'labelling.score': (of) => [{ datasetId: of.datasetId }],
  'labelling.publishPreview': (of) => [{ datasetId: of.datasetId }],
  'labelling.publish': (of) => [{ datasetId: of.datasetId }],
  'training.start': (of, own) => [
    { datasetVersionId: of.datasetVersionId },
    { datasetVersionId: own.datasetVersionId, modelId: of.modelId },
  ],
  'training.compress': (of) => [{ id: of.modelVersionId, method: 'uint8' }],
  'training.cancel': (of) => [{ id: of.trainingJobId }],
  'training.get': (of) => [{ id: of.trainingJobId }],
  'training.onProgress': (of) => [{ id: of.trainingJobId }],
  'solution.start': (of) => [{ solution: 'spam', datasetVersionId: of.datasetVersionId }],
  'solution.get': (of) => [{ id: of.solutionRunId }],
  'solution.onRun': (of) => [{ id: of.solutionRunId }],
  'solution.examples': (of) => [{ deploymentId: of.deploymentId }],
  'model.get': (of) => [{ id: of.modelId }],
  'model.rename': (of) => [{ id: of.modelId, name: 'taken' }],
  'model.archive': (of) => [{ id: of.modelId }],
  'model.restore': (of) => [{ id: of.modelId }],
  'model.versions': (of) => [{ id: of.modelId }],
  'model.version': (of) => [{ id: of.modelVersionId }],
  'model.card': (of) => [{ id: of.modelVersionId }],
  'model.setCardNotes': (of) => [
    { id: of.modelId, notes: { intendedUse: 'taken', limits: '', contact: '' } },
  ],
  'deployment.get': (of) => [{ id: of.deploymentId }],
  'deployment.create': (of) => [{ name: 'Live', modelVersionId: of.modelVersionId }],
  'deployment.deploy': (of, own) => [
    { id: of.deploymentId, modelVersionId: own.nextModelVersionId },
    { id: own.deploymentId, modelVersionId: of.nextModelVersionId },
  ],
  'deployment.traffic': (of) => [{ id: of.deploymentId }],
  'deployment.figures': (of) => [{ id: of.deploymentId, range: '1h' }],
  'deployment.sla': (of) => [{ id: of.deploymentId }],
  'deployment.startCanary': (of, own) => [
    { id: of.deploymentId, modelVersionId: own.nextModelVersionId, percent: 10 },
    { id: own.deploymentId, modelVersionId: of.nextModelVersionId, percent: 10 },
    {
      id: own.deploymentId,
      modelVersionId: own.nextModelVersionId,
      percent: 10,
      rules: { gold: { datasetVersionId: of.datasetVersionId } },
    },
  ],
  'deployment.moveCanary': (of) => [{ id: of.deploymentId, percent: 10 }],
  'deployment.promoteCanary': (of) => [{ id: of.deploymentId }],
  'deployment.endCanary': (of) => [{ id: of.deploymentId }],
  'deployment.setShadow': (of, own) => [
    { id: of.deploymentId, modelVersionId: own.nextModelVersionId },
    { id: own.deploymentId, modelVersionId: of.nextModelVersionId },
  ],
  'deployment.stop': (of) => [{ id: of.deploymentId }],
  'deployment.start': (of) => [{ id: of.deploymentId }],
  'endUser.statement': (of) => [{ id: of.endUserId, month: '2026-11' }],
  'deployment.updateDataHandling': (of) => [{ id: of.deploymentId, maskInputs: ['email'] }],
  'publicPage.get': (of) => [{ deploymentId: of.deploymentId }],
  'publicPage.set': (of) => [
    { deploymentId: of.deploymentId, slug: 'theirs', isOpen: true, title: 'Theirs', dailyCap: 5 },
  ],
  'status.publish': (of) => [{ id: of.deploymentId, public: true }],
  'drift.get': (of) => [{ id: of.deploymentId }],
  'drift.update': (of) => [{ id: of.deploymentId, settings: {} }],
  'drift.measureNow': (of) => [{ id: of.deploymentId }],
  'request.list': (of) => [{ deploymentId: of.deploymentId }],
  'request.get': (of) => [{ id: of.requestId }],
  'feedback.accuracy': (of) => [{ deploymentId: of.deploymentId }],
  'feedback.give': (of) => [{ prediction_id: of.requestId, correct: true }],
  'deployment.tryOut': (of) => [{ id: of.deploymentId, input: 'hello' }],
  'batch.get': (of) => [{ id: of.batchId }],
  'webhook.update': (of) => [{ id: of.webhookId, enabled: false }],
  'webhook.rotate': (of) => [{ id: of.webhookId, overlapHours: 1 }],
  'webhook.delete': (of) => [{ id: of.webhookId }],
  'webhook.test': (of) => [{ id: of.webhookId }],
  'webhook.deliveries': (of) => [{ id: of.webhookId }],
  'webhook.replay': (of) => [{ id: of.deliveryId }],
  'webhook.replayFailed': (of) => [{ id: of.webhookId, since: new Date(0) }],
  'batch.cancel': (of) => [{ id: of.batchId }],
  'batch.resume': (of) => [{ id: of.batchId }],
  'batch.start': (of, own) => [
    { deploymentId: of.deploymentId, datasetVersionId: own.datasetVersionId },
    { deploymentId: own.deploymentId, datasetVersionId: of.datasetVersionId },
  ],
  'billing.invoice': (of) => [{ id: of.invoiceId }],
  'billing.corrections': (of) => [{ invoiceId: of.invoiceId }],
  'billing.lineEvents': (of) => [{ invoiceLineId: of.invoiceLineId }],
  'service.get': (of) => [{ id: of.engagementId }],
  'service.entries': (of) => [{ id: of.engagementId }],
  'service.request': (of) => [
    { title: 'T', brief: 'B', dataKind: 'text', currency: 'eur', datasetIds: [of.datasetId] },
  ],
  'service.cancel': (of) => [{ id: of.engagementId }],
  'service.removeAttachment': (of) => [{ attachmentId: of.attachmentId }],
  'service.comment': (of) => [{ id: of.engagementId, text: 'Hello' }],
  'service.acceptQuote': (of) => [
    { quoteVersionId: of.quoteVersionId, contentSha256: 'a'.repeat(64), name: 'Ada' },
  ],
  'service.declineQuote': (of) => [{ quoteVersionId: of.quoteVersionId, reason: 'No' }],
  'service.acceptMilestone': (of) => [{ milestoneId: of.milestoneId }],
  'service.askForChanges': (of) => [{ milestoneId: of.milestoneId, text: 'More' }],
  'service.acceptChange': (of) => [{ changeId: of.changeId, contentSha256: 'a'.repeat(64), name: 'Ada' }],
  'service.declineChange': (of) => [{ changeId: of.changeId, reason: 'No' }],
  'billing.consumptions': (of) => [{ grantId: of.grantId }],
}

/** Lists that an id narrows: a foreign one finds nothing. */
const narrowed: Record<string, ForeignInputs> = {
  'training.list': (of) => [{ modelId: of.modelId }],
}

/** Within the workspace of the header alone; the value is a valid input. */
const scoped: Record<string, unknown> = {
  'workspace.current': undefined,
  'workspace.rename': { name: 'taken' },
  'workspace.requireSecondFactor': { required: true },
  'workspace.deletionPreview': undefined,
  'workspace.delete': { confirm: 'bob', password },
  'workspace.keep': undefined,
  'member.list': undefined,
  'invitation.list': undefined,
  'invitation.create': { email: 'eve@example.com', role: 'viewer' },
  'apiKey.list': undefined,
  'audit.list': {},
  'audit.choices': undefined,
  'dataset.list': {},
  'dataset.create': { name: 'Mails' },
  'model.list': {},
  'solution.list': undefined,
  'deployment.list': {},
  'endUser.list': {},
  'endUser.update': { id: 'ann', monthlyLimit: 5 },
  'takeout.list': undefined,
  'takeout.start': undefined,
  'notification.list': undefined,
  'notification.set': { kind: 'drift', wanted: true },
  'webhook.list': undefined,
  'webhook.create': { url: 'https://example.com/', events: ['training.finished'] },
  'batch.list': {},
  'batch.estimate': { rows: 5 },
  'batch.onList': {},
  'ad.next': undefined,
  'ad.seen': { token: 'x' },
  'ad.clicked': { token: 'x' },
  'billing.plans': undefined,
  'billing.subscription': undefined,
  'billing.usage': undefined,
  'billing.invoices': {},
  'billing.usageEvents': {},
  'billing.checkout': { planId: 'plan_1' },
  'billing.previewPlanChange': { planId: 'plan_1' },
  'billing.changePlan': { planId: 'plan_1' },
  'billing.previewItems': { extraSeats: 1, addOns: [] },
  'billing.changeItems': { extraSeats: 1, addOns: [] },
  'billing.promotion': { code: 'WELCOME', currency: 'usd' },
  'billing.entitlements': undefined,
  'billing.pause': {},
  'billing.continue': undefined,
  'billing.retryPayment': undefined,
  'billing.startPrepaid': { planId: 'plan_1' },
  'billing.forecast': undefined,
  'billing.spendCap': undefined,
  'billing.setSpendCap': { limitMinor: '100' },
  'billing.wallet': undefined,
  'billing.credits': {},
  'billing.topUp': { amountMinor: '1000' },
  'billing.setAutoTopUp': { enabled: false, thresholdMinor: '100', amountMinor: '1000' },
  'billing.statement': {},
  'billing.cancel': undefined,
  'billing.resume': undefined,
  'billing.portal': undefined,
  'billing.onChange': undefined,
  'service.list': {},
  'service.onChange': undefined,
  'platform.ownFeatures': undefined,
  'platform.currentAnnouncements': undefined,
}

/** Of no workspace: about the user alone, or by a secret token. */
const unscoped = [
  'me.get',
  'account.rename',
  'account.setLanguage',
  'account.signInMethods',
  'account.sessions',
  'account.endSession',
  'account.endOtherSessions',
  'account.deletionPreview',
  'account.personalData',
  'account.delete',
  'account.keep',
  'workspace.create',
  'invitation.accept',
  'status.platform',
  'status.deployment',
  'platform.signUpOpen',
]

const operator: Record<string, unknown> = {
  'operator.subscriptions': {},
  'operator.invoices': {},
  'operator.invoice': { invoiceId: 'in_1' },
  'operator.lineEvents': { invoiceLineId: 'il_1' },
  'operator.previewCorrection': { invoiceId: 'in_1', amountMinor: '1', to: 'refund', reason: null },
  'operator.correctInvoice': {
    invoiceId: 'in_1',
    amountMinor: '1',
    to: 'refund',
    reason: null,
    memo: '',
    reference: '00000000-0000-4000-8000-000000000000',
  },
  'operator.submitDisputeEvidence': { disputeId: 'dsp_1', text: 'They used it.' },
  'operator.acceptDispute': { disputeId: 'dsp_1' },
  'operator.topUp': { grantId: 'crg_1' },
  'operator.refundTopUp': {
    grantId: 'crg_1',
    amountMinor: '1',
    reference: '00000000-0000-4000-8000-000000000000',
  },
  'operator.writeOffInvoice': { invoiceId: 'in_1' },
  'operator.voidInvoice': { invoiceId: 'in_1' },
  'operator.reconciliations': {},
  'operator.reconciliation': {
    workspaceId: 'ws_1',
    meter: 'predictions',
    periodStart: '2026-01-01T00:00:00Z',
  },
  'operator.reconcileNow': { workspaceId: 'ws_1' },
  'operator.tracePrediction': { workspaceId: 'ws_1', requestId: 'req_1' },
  'operator.revenueStreams': undefined,
  'operator.retention': undefined,
  'operator.receivables': undefined,
  'operator.outlook': undefined,
  'operator.freshness': undefined,
  'operator.margins': {},
  'operator.costRates': undefined,
  'operator.setCostRates': {
    currency: 'usd',
    validFrom: '2026-01-01',
    cpuSecond: '0.01',
    gpuSecond: '0.1',
    gbMonth: '2',
    per1000Predictions: '0.5',
  },
  'operator.campaigns': undefined,
  'operator.createCampaign': {
    workspaceId: 'ws_1',
    title: 'T',
    text: 'T',
    url: 'https://example.com',
    currency: 'usd',
    budgetMinor: '100',
    per1000Impressions: '1',
    perClick: '0',
    endsAt: null,
  },
  'operator.setCampaignState': { id: 'adc_1', state: 'paused' },
  'operator.tax': undefined,
  'operator.setTaxMode': { mode: 'none' },
  'operator.addTaxRate': { name: 'VAT', percent: '19', inclusive: false },
  'operator.archiveTaxRate': { id: 'txr_1' },
  'operator.revenue': undefined,
  'operator.plans': undefined,
  'operator.editPlan': {
    planId: 'plan_1',
    name: 'Free',
    monthlyPriceMinor: '0',
    includedPredictions: 1,
    overagePer1000Minor: null,
    limits: { models: null, rowsPerDataset: null, trainingMinutesPerMonth: null, requestsPerSecond: 1 },
    description: '',
  },
  'operator.previewMigration': { planId: 'plan_1' },
  'operator.migrateSubscribers': { planId: 'plan_1', subscriptionIds: ['sub_1'], when: 'renewal' },
  'operator.simulatePlan': {
    planId: 'plan_1',
    name: 'Free',
    monthlyPriceMinor: '0',
    includedPredictions: 1,
    overagePer1000Minor: null,
    limits: { models: null, rowsPerDataset: null, trainingMinutesPerMonth: null, requestsPerSecond: 1 },
    description: '',
  },
  'operator.dunning': undefined,
  'operator.coupons': undefined,
  'operator.createCoupon': { code: 'WELCOME', name: 'Welcome', off: { percent: 10 }, duration: 'once' },
  'operator.setCouponActive': { id: 'cpn_1', active: false },
  'operator.grantCredits': { workspaceId: 'ws_1', amountMinor: '100', source: 'operator' },
  'operator.ledger': {},
  'operator.ledgerBalances': undefined,
  'operatorService.pipeline': undefined,
  'operatorService.list': {},
  'operatorService.get': { id: 'eng_1' },
  'operatorService.entries': { id: 'eng_1' },
  'operatorService.comment': { id: 'eng_1', text: 'Hello' },
  'operatorService.saveQuote': {
    id: 'eng_1',
    content: {
      currency: 'eur',
      lines: [{ description: 'Work', quantity: '1', unitPriceMinor: '100' }],
      taxPercent: '0',
      milestones: [{ title: 'All of it', amountMinor: '100' }],
      depositMinor: '0',
      terms: '',
      validUntil: '2030-01-31',
    },
  },
  'operatorService.sendQuote': { quoteVersionId: 'qtv_1' },
  'operatorService.moveMilestone': { milestoneId: 'ems_1', state: 'in_review' },
  'operatorService.addTask': { milestoneId: 'ems_1', title: 'Label' },
  'operatorService.updateTask': { taskId: 'etk_1', state: 'done' },
  'operatorService.removeTask': { taskId: 'etk_1' },
  'operatorService.linkDeliverable': { milestoneId: 'ems_1', kind: 'model', subjectId: 'mdl_1' },
  'operatorService.unlinkDeliverable': { linkId: 'elk_1' },
  'operatorService.proposeChange': {
    id: 'eng_1',
    title: 'More',
    reason: 'Asked for',
    content: {
      lines: [{ description: 'Work', quantity: '1', unitPriceMinor: '100' }],
      milestones: [{ type: 'add', title: 'More', amountMinor: '100' }],
    },
  },
  'operatorService.withdrawChange': { changeId: 'ech_1' },
  'operatorService.deployments': { workspaceId: 'ws_1' },
  'operatorService.setDedicated': {
    deploymentId: 'dep_1',
    requestsPerSecond: 10,
    availabilityBasisPoints: 9990,
    p95TargetMs: 50,
  },
  'operatorService.endDedicated': { deploymentId: 'dep_1' },
  'operatorService.sla': { id: 'dep_1' },
  'operatorService.onChange': undefined,
  'brand.settings': undefined,
  'brand.set': {
    name: 'Mine',
    tagline: 'Mine',
    accent: { light: '#4f46e5', dark: '#5b54ee' },
  },
  'brand.previewAccent': { light: '#4f46e5', dark: '#5b54ee' },
  'brand.addPicture': { use: 'logo', b64: '' },
  'brand.openPages': undefined,
  'brand.legal': undefined,
  'brand.publishLegal': { kind: 'terms', body: 'Mine' },
  'operations.system': undefined,
  'operations.jobs': {},
  'operations.retryJobs': { ids: ['1'] },
  'operations.discardJobs': { ids: ['1'] },
  'operations.deployments': {},
  'operations.stripeEvents': {},
  'operations.replayStripeEvent': { id: 'evt_1' },
  'operations.endpoints': {},
  'operations.audit': {},
  'platform.connections': undefined,
  'tenant.list': {},
  'tenant.get': { workspaceId: 'ws_1' },
  'tenant.notes': { workspaceId: 'ws_1' },
  'tenant.addNote': { workspaceId: 'ws_1', text: 'Called us' },
  'tenant.removeNote': { id: 'opn_1' },
  'tenant.suspend': { workspaceId: 'ws_1', confirm: 'x', reason: 'Spam.', contact: 'us@example.com' },
  'tenant.reactivate': { workspaceId: 'ws_1' },
  'tenant.startView': { workspaceId: 'ws_1', reason: 'Ticket 7' },
  'tenant.endView': { workspaceId: 'ws_1' },
  'platform.testConnection': { part: 'database' },
  'platform.features': undefined,
  'platform.setFeature': { name: 'batches', enabled: false },
  'platform.overrideFeature': { name: 'batches', workspaceId: 'ws_1', enabled: false },
  'platform.announcements': {},
  'platform.announce': { title: 'T', text: 'T' },
  'platform.endAnnouncement': { id: 'ann_1' },
}

// The router's own list, flat when it runs and nested in its type: a new procedure shows up by itself.
const procedures = new Map(
  Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>).map(
    ([path, procedure]) => [path, { path, type: procedure._def.type }],
  ),
)
const find = (path: string) => procedures.get(path) ?? { path, type: 'query' }

test('covers every procedure of the router: a new one must be added to a table above', () => {
  const covered = [byId, narrowed, scoped, operator].flatMap((table) => Object.keys(table)).concat(unscoped)
  expect(covered.sort()).toEqual([...procedures.keys()].sort())
})

/** As `fill` answers, with ids of the same form that name nothing. */
const unknownRows = (): Rows => {
  const entries = Object.entries(theirs).map(([name, value]) => {
    // Every id but a key's is made with a prefix that newId knows.
    const prefix = value.split('_')[0] as Parameters<typeof newId>[0]
    return [name, value.includes('_') ? newId(prefix) : value]
  })
  // The same names as `theirs`, and strings alike.
  return Object.fromEntries(entries) as Rows
}

/** What tells one answer from another, the id that was asked for left out. */
const withoutIds = (answer: unknown, rows: Rows): string => {
  let text = JSON.stringify(answer)
  for (const [name, value] of Object.entries(rows)) text = text.replaceAll(value, `<${name}>`)
  return text.replace(/"requestId":"[^"]*"/, '"requestId":"<request>"')
}

describe('an id of another workspace is answered as one that does not exist', () => {
  test.each(Object.keys(byId))('%s', async (path) => {
    const unknown = unknownRows()
    const foreign = byId[path]?.(theirs, ours) ?? []
    const missing = byId[path]?.(unknown, ours) ?? []
    for (const [place, input] of foreign.entries()) {
      const answer = await callTrpc(api, ada, find(path), input)
      expect(answer.error?.data).toMatchObject({ code: 'NOT_FOUND', assay: { code: 'not_found' } })
      const other = await callTrpc(api, ada, find(path), missing[place])
      expect(withoutIds(answer, theirs)).toBe(withoutIds(other, unknown))
    }
  })

  test.each(Object.keys(narrowed))('%s finds nothing under it', async (path) => {
    const [input] = narrowed[path]?.(theirs, ours) ?? []
    const answer = await callTrpc(api, ada, find(path), input)
    expect(answer).toMatchObject({ status: 200, data: { items: [], total: 0 } })
  })
})

describe('a workspace one is no member of does not exist', () => {
  const inputs = {
    ...scoped,
    'training.list': {},
    ...Object.fromEntries(Object.keys(byId).map((path) => [path, null])),
  }
  test.each(Object.entries(inputs))('%s', async (path, input) => {
    const actual = input === null ? byId[path]?.(theirs, theirs)[0] : input
    const theirsNamed = await callTrpc(api, { ...ada, workspaceId: bobsWorkspaceId }, find(path), actual)
    expect(theirsNamed.error?.data).toMatchObject({
      code: 'NOT_FOUND',
      assay: { message: 'No such workspace.', param: 'x-workspace-id' },
    })
    const unknownNamed = await callTrpc(api, { ...ada, workspaceId: newId('ws') }, find(path), actual)
    const mask = (answer: unknown) => JSON.stringify(answer).replace(/"requestId":"[^"]*"/, '')
    expect(mask(theirsNamed)).toBe(mask(unknownNamed))
  })
})

test.each(Object.entries(operator))('%s is closed to whoever is not the operator', async (path, input) => {
  const answer = await callTrpc(api, ada, find(path), input)
  expect(answer.error?.data).toMatchObject({ code: 'FORBIDDEN', assay: { code: 'forbidden' } })
})

test('everything but the public procedure asks for a sign-in', async () => {
  const inputs: Record<string, unknown> = { ...scoped, ...operator, 'workspace.create': { name: 'x' } }
  for (const [path, input] of Object.entries(inputs)) {
    const { error } = await callTrpc(api, { cookie: '', workspaceId: ada.workspaceId }, find(path), input)
    expect(error?.data, path).toMatchObject({ code: 'UNAUTHORIZED' })
  }
})

describe('REST', () => {
  const mask = async (response: Response) => ({
    status: response.status,
    headers: [...response.headers].filter(([name]) => name !== 'x-request-id' && name !== 'date'),
    body: (await response.text())
      .replace(/"request_id":"[^"]*"/, '')
      .replace(/(dep|ds)_[0-9a-z]{26}/g, '<id>'),
  })
  const upload = (datasetId: string, headers: Record<string, string>) =>
    fetch(`${api.url}/v1/datasets/${datasetId}/uploads?name=a.csv`, {
      method: 'PUT',
      headers,
      body: 'text,label\na,b\n',
    }).then(mask)

  test('an upload into another workspace’s dataset is answered as one into none, by session and by key', async () => {
    const ways: Record<string, string>[] = [
      { cookie: ada.cookie, 'x-workspace-id': ada.workspaceId },
      { authorization: `Bearer ${ours.key}` },
    ]
    for (const headers of ways) {
      const answer = await upload(theirs.datasetId, headers)
      expect(answer.status).toBe(404)
      expect(answer).toEqual(await upload(newId('ds'), headers))
    }
    const foreign = await upload(theirs.datasetId, { cookie: ada.cookie, 'x-workspace-id': bobsWorkspaceId })
    expect(foreign.status).toBe(404)
  })

  test('the operator’s tables are given to the operator, and to nobody else by session or by key', async () => {
    const ask = (path: string, headers: Record<string, string>) =>
      fetch(`${api.url}${path}`, { headers }).then(async (response) => ({
        status: response.status,
        text: await response.text(),
      }))
    const mine = { cookie: ada.cookie, 'x-workspace-id': ada.workspaceId }
    for (const path of ['/v1/exports/journal', '/v1/operator/exports/margins', '/v1/operator/audit']) {
      expect((await ask(path, mine)).status).toBe(403)
      expect((await ask(path, { authorization: `Bearer ${ours.key}` })).status).toBeGreaterThanOrEqual(401)
      expect((await ask(path, {})).status).toBe(401)
    }
    const foreign = await ask(`/v1/credit-notes/${newId('cn')}/pdf`, mine)
    expect(foreign.status).toBe(404)
    const sql = platform.services.dbs.sql.platform
    await sql`update "user" set is_operator = true where id = ${ada.userId}`
    try {
      const margins = await ask('/v1/operator/exports/margins?month=2026-01', mine)
      expect(margins).toMatchObject({ status: 200, text: expect.stringMatching(/^month,workspace,/) })
      expect((await ask('/v1/operator/exports/nonsense', mine)).status).toBe(400)
    } finally {
      await sql`update "user" set is_operator = false where id = ${ada.userId}`
    }
  })

  test.each([
    ['/v1/predict', { inputs: 'hello' }],
    ['/hf', { inputs: 'hello' }],
  ])(
    '%s of another workspace’s deployment is answered byte for byte as an unknown one',
    async (door, body) => {
      const ask = (id: string) =>
        fetch(`${api.url}${door}/${id}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${ours.key}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }).then(mask)
      const answer = await ask(theirs.deploymentId)
      expect(answer.status).toBe(404)
      expect(answer).toEqual(await ask(newId('dep')))
    },
  )
})

test('after all of this the other workspace is as it was', async () => {
  const [row] = await platform.services.dbs.sql.platform`
    select (select count(*)::int from dataset where workspace_id = ${bobsWorkspaceId} and name = 'Mails' and archived_at is null) as datasets,
      (select count(*)::int from member where workspace_id = ${bobsWorkspaceId}) as members,
      (select count(*)::int from api_key where workspace_id = ${bobsWorkspaceId} and revoked_at is null) as keys,
      (select count(*)::int from invitation where workspace_id = ${bobsWorkspaceId} and revoked_at is null) as invitations,
      (select count(*)::int from deployment where workspace_id = ${bobsWorkspaceId} and stopped_at is null and revision = 1) as deployments,
      (select name from workspace where id = ${bobsWorkspaceId}) as name,
      (select count(*)::int from engagement_entry where workspace_id = ${bobsWorkspaceId}) as entries,
      (select state from engagement where workspace_id = ${bobsWorkspaceId}) as engagement`
  expect(row).toEqual({
    datasets: 2,
    members: 2,
    keys: 1,
    invitations: 1,
    deployments: 1,
    name: 'bob',
    entries: 0,
    engagement: 'active',
  })
})
