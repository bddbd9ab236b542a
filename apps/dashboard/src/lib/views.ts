import type { inferInput, inferOutput } from '@trpc/tanstack-react-query'
import type { trpc } from './api.ts'

type Trpc = typeof trpc

export type Me = NonNullable<inferOutput<Trpc['me']['get']>>
export type WorkspaceRole = Me['workspaces'][number]['role']
export type MemberView = inferOutput<Trpc['member']['list']>[number]
export type ApiKeyView = inferOutput<Trpc['apiKey']['list']>[number]
export type DatasetVersionSummary = inferOutput<Trpc['dataset']['versions']>[number]
export type DatasetVersionView = inferOutput<Trpc['dataset']['version']>
export type DatasetComparison = inferOutput<Trpc['dataset']['compare']>
export type FindingView = NonNullable<inferOutput<Trpc['dataset']['findings']>>['findings'][number]
export type LabellingOverview = inferOutput<Trpc['labelling']['overview']>
export type LabellingQueue = LabellingOverview['queues'][number]['queue']
export type LabellingItem = inferOutput<Trpc['labelling']['next']>[number]
export type DisputedItem = inferOutput<Trpc['labelling']['disputed']>['items'][number]
export type TrainingJobView = inferOutput<Trpc['training']['get']>
export type ModelView = inferOutput<Trpc['model']['get']>
export type ModelVersionSummary = inferOutput<Trpc['model']['versions']>[number]
export type ModelVersionView = inferOutput<Trpc['model']['version']>
export type ModelCardView = inferOutput<Trpc['model']['card']>
export type DeploymentView = inferOutput<Trpc['deployment']['list']>['items'][number]
export type DeploymentDetail = inferOutput<Trpc['deployment']['get']>
export type RequestView = inferOutput<Trpc['request']['list']>['items'][number]
export type RequestDetail = inferOutput<Trpc['request']['get']>
export type FeedbackAccuracy = inferOutput<Trpc['feedback']['accuracy']>
export type EndUserView = inferOutput<Trpc['endUser']['list']>['items'][number]
export type TrafficComparison = inferOutput<Trpc['deployment']['traffic']>
export type TryOutResult = inferOutput<Trpc['deployment']['tryOut']>
export type BatchView = inferOutput<Trpc['batch']['list']>['items'][number]
export type PlanView = inferOutput<Trpc['billing']['plans']>[number]
export type PlanVersionView = PlanView['version']
export type SubscriptionView = inferOutput<Trpc['billing']['subscription']>
export type UsageView = inferOutput<Trpc['billing']['usage']>
export type SpendCapView = inferOutput<Trpc['billing']['spendCap']>
export type WalletView = inferOutput<Trpc['billing']['wallet']>
export type LedgerTransactionView = inferOutput<Trpc['billing']['statement']>['items'][number]
export type InvoiceView = inferOutput<Trpc['billing']['invoices']>['items'][number]
export type InvoiceDetail = inferOutput<Trpc['billing']['invoice']>
export type UsageEventView = inferOutput<Trpc['billing']['usageEvents']>['items'][number]
export type OperatorTenant = inferOutput<Trpc['operator']['tenants']>['items'][number]
export type RevenueView = inferOutput<Trpc['operator']['revenue']>
export type PlanHistoryView = inferOutput<Trpc['operator']['plans']>[number]
export type EditPlanInput = inferInput<Trpc['operator']['editPlan']>
