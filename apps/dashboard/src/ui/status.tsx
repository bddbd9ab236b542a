import type {
  BatchView,
  DatasetVersionSummary,
  InvoiceView,
  SubscriptionView,
  TrainingJobView,
} from '../lib/views.ts'
import { Badge, type Tone } from './badge.tsx'

type Look = { tone: Tone; label: string; live?: boolean }

const datasetLooks: Record<DatasetVersionSummary['status'], Look> = {
  receiving: { tone: 'accent', label: 'Receiving', live: true },
  queued: { tone: 'accent', label: 'Queued', live: true },
  ingesting: { tone: 'accent', label: 'Reading', live: true },
  needs_label: { tone: 'warn', label: 'Needs input' },
  unlabelled: { tone: 'warn', label: 'To label' },
  ready: { tone: 'good', label: 'Ready' },
  failed: { tone: 'bad', label: 'Failed' },
}
const trainingLooks: Record<TrainingJobView['status'], Look> = {
  queued: { tone: 'accent', label: 'Queued', live: true },
  running: { tone: 'accent', label: 'Training', live: true },
  cancelling: { tone: 'warn', label: 'Cancelling', live: true },
  succeeded: { tone: 'good', label: 'Finished' },
  failed: { tone: 'bad', label: 'Failed' },
  cancelled: { tone: 'neutral', label: 'Cancelled' },
}
const batchLooks: Record<BatchView['status'], Look> = {
  queued: { tone: 'accent', label: 'Queued', live: true },
  running: { tone: 'accent', label: 'Running', live: true },
  cancelling: { tone: 'warn', label: 'Cancelling', live: true },
  succeeded: { tone: 'good', label: 'Finished' },
  partial: { tone: 'warn', label: 'Partial' },
  failed: { tone: 'bad', label: 'Failed' },
  cancelled: { tone: 'neutral', label: 'Cancelled' },
}
const subscriptionLooks: Record<SubscriptionView['status'], Look> = {
  active: { tone: 'good', label: 'Active' },
  trialing: { tone: 'accent', label: 'Trial' },
  past_due: { tone: 'warn', label: 'Past due' },
  unpaid: { tone: 'bad', label: 'Unpaid' },
  canceled: { tone: 'neutral', label: 'Cancelled' },
  incomplete: { tone: 'warn', label: 'Incomplete' },
}
const invoiceLooks: Record<InvoiceView['status'], Look> = {
  draft: { tone: 'neutral', label: 'Draft' },
  open: { tone: 'warn', label: 'Open' },
  paid: { tone: 'good', label: 'Paid' },
  void: { tone: 'neutral', label: 'Void' },
  uncollectible: { tone: 'bad', label: 'Uncollectible' },
}

const StatusBadge = ({ look }: { look: Look }) => (
  <Badge tone={look.tone} dot live={look.live ?? false}>
    {look.label}
  </Badge>
)

export const DatasetStatus = ({ status }: { status: DatasetVersionSummary['status'] }) => (
  <StatusBadge look={datasetLooks[status]} />
)
export const TrainingStatus = ({ status }: { status: TrainingJobView['status'] }) => (
  <StatusBadge look={trainingLooks[status]} />
)
export const BatchStatus = ({ status }: { status: BatchView['status'] }) => (
  <StatusBadge look={batchLooks[status]} />
)
export const SubscriptionStatus = ({ status }: { status: SubscriptionView['status'] }) => (
  <StatusBadge look={subscriptionLooks[status]} />
)
export const InvoiceStatus = ({ status }: { status: InvoiceView['status'] }) => (
  <StatusBadge look={invoiceLooks[status]} />
)
export const DeploymentStatus = ({ stopped }: { stopped: boolean }) => (
  <StatusBadge look={stopped ? { tone: 'neutral', label: 'Stopped' } : { tone: 'good', label: 'Live' }} />
)
