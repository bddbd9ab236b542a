import type { AuditView } from './views.ts'

type Entry = Pick<AuditView, 'action' | 'subjectId' | 'subjectName' | 'detail'>
type Say = (name: string, told: (field: string) => string) => string

const sentences: Record<string, Say> = {
  'workspace.created': (name) => `Created the workspace ${name}`,
  'workspace.renamed': (_, told) => `Renamed the workspace to ${told('name')}`,
  'workspace.second_factor_required': (_, told) =>
    told('required') === 'true'
      ? 'Asked everyone for two-factor sign-in'
      : 'Made two-factor sign-in each member’s own choice',
  'workspace.deletion_asked': () => 'Asked for the workspace to be deleted',
  'workspace.deletion_undone': () => 'Took the deletion of the workspace back',
  'workspace.export_started': () => 'Began an export of everything',
  'workspace.exported': () => 'Downloaded the export of everything',
  'workspace.suspended': (_, told) => `Suspended the workspace: ${told('reason')}`,
  'workspace.reactivated': () => 'Reactivated the workspace',
  'operator.view_started': (_, told) =>
    `Began to look at the workspace as its people see it: ${told('reason')}`,
  'operator.viewed': (_, told) => `Looked at ${told('read')}`,
  'operator.view_ended': () => 'Ended the look at the workspace',
  'feature.overridden': (_, told) => `Switched ${told('feature')} for the workspace`,
  'member.role_changed': (name, told) => `Made ${name} ${told('role')}`,
  'member.removed': (name) => `Removed ${name} from the workspace`,
  'member.ownership_transferred': (name) => `Handed the workspace over to ${name}`,
  'invitation.created': (name, told) => `Invited ${name} as ${told('role')}`,
  'invitation.renewed': (name) => `Made a new invitation link for ${name}`,
  'invitation.revoked': (name) => `Withdrew the invitation of ${name}`,
  'invitation.accepted': (_, told) => `Joined the workspace as ${told('role')}`,
  'api_key.created': (name) => `Created the API key ${name}`,
  'api_key.updated': (name) => `Changed the API key ${name}`,
  'api_key.rotated': (name) => `Replaced the API key ${name}`,
  'api_key.revoked': (name) => `Revoked the API key ${name}`,
  'api_key.leak_reported': (name) => `The API key ${name} was reported as leaked and revoked`,
  'dataset.created': (name) => `Created the dataset ${name}`,
  'dataset.uploaded': () => 'Uploaded a file to a dataset',
  'dataset.edited': () => 'Made a new version of a dataset',
  'dataset.renamed': (_, told) => `Renamed a dataset to ${told('name')}`,
  'dataset.archived': (name) => `Archived the dataset ${name}`,
  'dataset.deleted': (name) => `Deleted the dataset ${name} for good`,
  'dataset.exported': (_, told) => `Downloaded a dataset version as ${told('format')}`,
  'dataset.upload_dropped': () => 'Removed the uploaded file of a dataset version',
  'dataset.columns_chosen': () => 'Chose the columns of an upload',
  'model.renamed': (_, told) => `Renamed a model to ${told('name')}`,
  'model.archived': (name) => `Archived the model ${name}`,
  'model.card_edited': (name) => `Edited the model card of ${name}`,
  'model_version.exported': (_, told) => `Downloaded a model version as ${told('format')}`,
  'training.started': () => 'Started a training run',
  'training.cancelled': () => 'Cancelled a training run',
  'deployment.created': (name) => `Deployed ${name}`,
  'deployment.changed': (name) => `Put another model version behind ${name}`,
  'deployment.stopped': (name) => `Stopped the deployment ${name}`,
  'deployment.started': (name) => `Started the deployment ${name} again`,
  'deployment.deployed': (name) => `Put another model version behind ${name}`,
  'deployment.rolled_back': (name) => `Put the earlier version behind ${name} again`,
  'deployment.canary_started': (name) => `Gave some callers of ${name} a new version`,
  'deployment.canary_moved': (name) => `Changed how many callers of ${name} get the new version`,
  'deployment.shadow_started': (name) => `Lets a shadow version of ${name} answer along`,
  'deployment.shadow_ended': (name) => `Ended the shadow version of ${name}`,
  'deployment.dedicated': (name) => `Gave ${name} a dedicated service level`,
  'deployment.dedication_ended': (name) => `Ended the dedicated service level of ${name}`,
  'deployment.canary_promoted': (name) => `Gave all callers of ${name} the new version`,
  'deployment.canary_rolled_back': (name) => `Took the new version of ${name} back`,
  'deployment.data_handling': (name) => `Changed what is kept of the calls to ${name}`,
  'deployment.drift_settings': (name) => `Changed when drift of ${name} is told`,
  'deployment.public_status': (name) => `Changed whether the status of ${name} is public`,
  'batch.started': () => 'Started a batch',
  'batch.cancelled': () => 'Cancelled a batch',
  'batch.resumed': () => 'Resumed a batch',
  'batch.exported': () => 'Downloaded the results of a batch',
  'end_user.changed': () => 'Changed what an end user may do',
  'webhook.created': () => 'Added a webhook',
  'webhook.changed': () => 'Changed a webhook',
  'webhook.rotated': () => 'Replaced the secret of a webhook',
  'webhook.deleted': () => 'Deleted a webhook',
  'labelling.plan_changed': (name) => `Changed how ${name} is labelled`,
  'labelling.settled': () => 'Settled a disputed label',
  'spend_cap.set': () => 'Changed the spend cap',
  'auto_top_up.set': () => 'Changed automatic top-ups',
  'top_up.started': () => 'Bought credits',
  'top_up.failed': () => 'An automatic top-up failed',
  'top_up.refunded': () => 'Credits were refunded',
  'credits.granted': () => 'Credits were granted',
  'checkout.started': () => 'Began to subscribe',
  'subscription.plan_changed': () => 'Changed the plan',
  'subscription.change_requested': () => 'Asked for another plan',
  'subscription.cancel_requested': () => 'Cancelled the subscription at the end of its period',
  'subscription.resumed': () => 'Took the cancellation back',
  'subscription.paused': () => 'Paused the subscription',
  'subscription.continued': () => 'Continued the subscription',
  'subscription.prepaid_started': () => 'Began to pay from credits',
  'subscription.migrated': () => 'The plan was moved to its newer version',
  'subscription.ended': () => 'The subscription ended',
  'invoice.payment_retried': () => 'Tried to pay an invoice again',
  'invoice.corrected': () => 'An invoice was corrected',
  'dispute.evidence_submitted': () => 'Answered a disputed payment',
  'dispute.accepted': () => 'Accepted a disputed payment',
  'ledger.exported': () => 'Downloaded the statement',
  'audit.exported': () => 'Downloaded the audit log',
  'service.requested': () => 'Asked for a service',
  'service.attached': (_, told) => `Attached ${told('name')} to a service`,
  'service.cancelled': () => 'Cancelled a service',
  'quote.accepted': () => 'Accepted a quote',
  'quote.declined': () => 'Declined a quote',
  'change.accepted': () => 'Accepted a change request',
  'change.declined': () => 'Declined a change request',
  'solution.started': () => 'Started from a ready-made solution',
  'milestone.changes_asked': () => 'Asked for changes to a milestone',
  'milestone.accepted': () => 'Accepted a milestone',
}

/** What was done, in a sentence; an action without one is shown by its own words. */
export function auditSentence({ action, subjectId, subjectName, detail }: Entry): string {
  const told = (field: string) => String(detail[field] ?? '–')
  const name = subjectName ?? (typeof detail['name'] === 'string' ? detail['name'] : subjectId)
  const say = sentences[action]
  if (say) return say(name, told)
  const words = action.replaceAll(/[._]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const areas: Record<string, string> = {
  workspace: 'Workspace',
  member: 'Members',
  invitation: 'Invitations',
  api_key: 'API keys',
  dataset: 'Data',
  labelling: 'Labelling',
  model: 'Models',
  model_version: 'Model versions',
  training: 'Training',
  deployment: 'Deployments',
  batch: 'Batches',
  end_user: 'End users',
  webhook: 'Webhooks',
  subscription: 'Subscription',
  invoice: 'Invoices',
  dispute: 'Disputes',
  service: 'Services',
  quote: 'Quotes',
  audit: 'Audit log',
}

export function auditArea(area: string): string {
  const words = area.replaceAll('_', ' ')
  return areas[area] ?? words.charAt(0).toUpperCase() + words.slice(1)
}
