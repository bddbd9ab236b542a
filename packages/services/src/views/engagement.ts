import type {
  ChangeState,
  EngagementDataKind,
  EngagementState,
  InvoiceStatus,
  QuoteState,
  WorkState,
} from '@assay/db'

export type EngagementSummary = {
  id: string
  title: string
  state: EngagementState
  dataKind: EngagementDataKind
  currency: string
  /** Accepted, or else as last quoted; null before the first quote. */
  totalMinor: string | null
  budgetMinMinor: string | null
  budgetMaxMinor: string | null
  wantedOn: string | null
  milestones: { total: number; done: number }
  createdAt: Date
  updatedAt: Date
}

export type OperatorEngagement = EngagementSummary & { workspaceId: string; workspaceName: string }

export type EngagementPipeline = {
  state: EngagementState
  count: number
  /** Currencies are never added. */
  sums: { currency: string; totalMinor: string }[]
}[]

export type QuoteLineView = { description: string; quantity: string; unitPriceMinor: string }
export type QuoteMilestoneView = {
  title: string
  description: string
  amountMinor: string
  dueOn: string | null
}

export type QuoteContentView = {
  currency: string
  lines: QuoteLineView[]
  taxPercent: string
  milestones: QuoteMilestoneView[]
  depositMinor: string
  terms: string
  validUntil: string
}

export type SignatureView = { name: string; at: Date; address: string; contentSha256: string }

/** One way in which a version differs from the one before it. */
export type QuoteDifference = { place: string; before: string | null; after: string | null }

export type QuoteVersionView = {
  id: string
  number: number
  state: QuoteState
  content: QuoteContentView
  contentSha256: string
  /** Of each line, in their order. */
  lineAmountsMinor: string[]
  subtotalMinor: string
  taxMinor: string
  totalMinor: string
  sentAt: Date | null
  answeredAt: Date | null
  declineReason: string | null
  signature: SignatureView | null
  /** Against the version sent before it; empty for the first. */
  differences: QuoteDifference[]
}

export type EngagementInvoiceView = {
  state: 'pending' | 'sent' | 'failed' | 'covered'
  amountMinor: string
  /** Our mirror of it; null until Stripe has told of it. */
  invoiceId: string | null
  number: string | null
  status: InvoiceStatus | null
  hostedUrl: string | null
  error: string | null
}

export type EngagementLinkView = {
  id: string
  kind: 'dataset' | 'model' | 'deployment'
  subjectId: string
  name: string
}

export type EngagementTaskView = {
  id: string
  title: string
  assignee: string
  dueOn: string | null
  state: WorkState
}

export type EngagementMilestoneView = {
  id: string
  title: string
  description: string
  amountMinor: string
  taxMinor: string
  dueOn: string | null
  state: WorkState
  acceptedAt: Date | null
  tasks: EngagementTaskView[]
  deliverables: EngagementLinkView[]
  invoice: EngagementInvoiceView | null
}

export type ChangeMilestoneView =
  | { type: 'add'; title: string; description: string; amountMinor: string; dueOn: string | null }
  | { type: 'alter'; milestoneId: string; deltaMinor: string }

export type EngagementChangeView = {
  id: string
  number: number
  state: ChangeState
  title: string
  reason: string
  lines: QuoteLineView[]
  milestones: ChangeMilestoneView[]
  deltaMinor: string
  taxMinor: string
  contentSha256: string
  answeredAt: Date | null
  declineReason: string | null
  signature: SignatureView | null
  createdAt: Date
}

export type EngagementAttachmentView = {
  id: string
  name: string
  mediaType: string
  bytes: number
  createdAt: Date
}

export type EngagementDetail = EngagementSummary & {
  brief: string
  taxMinor: string | null
  depositMinor: string | null
  attachments: EngagementAttachmentView[]
  /** What it starts from. */
  links: EngagementLinkView[]
  /** The newest first; a draft is seen by the operator alone. */
  quotes: QuoteVersionView[]
  deposit: EngagementInvoiceView | null
  work: EngagementMilestoneView[]
  changes: EngagementChangeView[]
}

export type OperatorEngagementDetail = EngagementDetail & {
  workspaceId: string
  workspaceName: string
  /** What the workspace has, to link deliverables to. */
  candidates: EngagementLinkView[]
}

export type EngagementEntryView = {
  id: string
  kind: 'comment' | 'event'
  side: 'tenant' | 'operator' | 'system'
  authorName: string
  text: string
  createdAt: Date
}
