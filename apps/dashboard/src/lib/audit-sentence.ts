import type { AuditView } from './views.ts'

type Entry = Pick<AuditView, 'action' | 'subjectId' | 'subjectName' | 'detail'>
type Say = (name: string, told: (field: string) => string) => string

const sentences: Record<string, Say> = {
  'workspace.created': (name) => `Created the workspace ${name}`,
  'workspace.renamed': (_, told) => `Renamed the workspace to ${told('name')}`,
  'workspace.second_factor_required': (_, told) =>
    told('required') === 'true'
      ? 'Required two-factor authentication for everyone'
      : 'Made two-factor authentication optional for members',
  'workspace.deletion_asked': () => 'Requested deletion of the workspace',
  'workspace.deletion_undone': () => 'Undid the deletion of the workspace',
  'workspace.export_started': () => 'Started an export of everything',
  'workspace.exported': () => 'Downloaded the export of everything',
  'workspace.suspended': (_, told) => `Suspended the workspace: ${told('reason')}`,
  'workspace.reactivated': () => 'Reactivated the workspace',
  'operator.view_started': (_, told) =>
    `Started viewing the workspace as its members see it: ${told('reason')}`,
  'operator.viewed': (_, told) => `Viewed ${told('read')}`,
  'operator.view_ended': () => 'Stopped viewing the workspace',
  'feature.overridden': (_, told) => `Switched ${told('feature')} for the workspace`,
  'member.role_changed': (name, told) => `Changed ${name}’s role to ${told('role')}`,
  'member.removed': (name) => `Removed ${name} from the workspace`,
  'member.ownership_transferred': (name) => `Transferred the workspace to ${name}`,
  'invitation.created': (name, told) => `Invited ${name} as ${told('role')}`,
  'invitation.renewed': (name) => `Created a new invitation link for ${name}`,
  'invitation.revoked': (name) => `Withdrew the invitation for ${name}`,
  'invitation.accepted': (_, told) => `Joined the workspace as ${told('role')}`,
  'api_key.created': (name) => `Created the API key ${name}`,
  'api_key.updated': (name) => `Changed the API key ${name}`,
  'api_key.rotated': (name) => `Rotated the API key ${name}`,
  'api_key.revoked': (name) => `Revoked the API key ${name}`,
  'api_key.leak_reported': (name) => `The API key ${name} was reported as leaked and revoked`,
  'dataset.created': (name) => `Created the dataset ${name}`,
  'dataset.uploaded': () => 'Uploaded a file to a dataset',
  'dataset.edited': () => 'Created a new version of a dataset',
  'dataset.renamed': (_, told) => `Renamed a dataset to ${told('name')}`,
  'dataset.archived': (name) => `Archived the dataset ${name}`,
  'dataset.deleted': (name) => `Permanently deleted the dataset ${name}`,
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
  'deployment.changed': (name) => `Changed the model version of ${name}`,
  'deployment.stopped': (name) => `Stopped the deployment ${name}`,
  'deployment.started': (name) => `Restarted the deployment ${name}`,
  'deployment.deployed': (name) => `Changed the model version of ${name}`,
  'deployment.rolled_back': (name) => `Rolled ${name} back to the earlier version`,
  'deployment.canary_started': (name) => `Released a new version of ${name} to some callers`,
  'deployment.canary_moved': (name) => `Changed the share of ${name} callers on the new version`,
  'deployment.shadow_started': (name) => `Added a shadow version to ${name}`,
  'deployment.shadow_ended': (name) => `Ended the shadow version of ${name}`,
  'deployment.dedicated': (name) => `Set a dedicated service level for ${name}`,
  'deployment.dedication_ended': (name) => `Ended the dedicated service level of ${name}`,
  'deployment.canary_promoted': (name) => `Released the new version of ${name} to all callers`,
  'deployment.canary_rolled_back': (name) => `Rolled back the new version of ${name}`,
  'deployment.data_handling': (name) => `Changed the data retention for calls to ${name}`,
  'deployment.drift_settings': (name) => `Changed the drift alerts of ${name}`,
  'deployment.public_status': (name) => `Changed the status page visibility of ${name}`,
  'batch.started': () => 'Started a batch',
  'batch.cancelled': () => 'Cancelled a batch',
  'batch.resumed': () => 'Resumed a batch',
  'batch.exported': () => 'Downloaded the results of a batch',
  'end_user.changed': () => 'Changed an end user’s permissions',
  'webhook.created': () => 'Added a webhook',
  'webhook.changed': () => 'Changed a webhook',
  'webhook.rotated': () => 'Rotated the secret of a webhook',
  'webhook.deleted': () => 'Deleted a webhook',
  'labelling.plan_changed': (name) => `Changed how ${name} is labelled`,
  'labelling.settled': () => 'Resolved a disputed label',
  'spend_cap.set': () => 'Changed the spend cap',
  'auto_top_up.set': () => 'Changed automatic top-ups',
  'top_up.started': () => 'Bought credits',
  'top_up.failed': () => 'An automatic top-up failed',
  'top_up.refunded': () => 'Credits were refunded',
  'credits.granted': () => 'Credits were granted',
  'checkout.started': () => 'Started a subscription checkout',
  'subscription.plan_changed': () => 'Changed the plan',
  'subscription.change_requested': () => 'Requested a plan change',
  'subscription.cancel_requested': () => 'Cancelled the subscription at the end of its period',
  'subscription.resumed': () => 'Undid the cancellation',
  'subscription.paused': () => 'Paused the subscription',
  'subscription.continued': () => 'Resumed the subscription',
  'subscription.prepaid_started': () => 'Switched to prepaid credits',
  'subscription.migrated': () => 'The plan was moved to its newer version',
  'subscription.ended': () => 'The subscription ended',
  'invoice.payment_retried': () => 'Retried an invoice payment',
  'invoice.corrected': () => 'An invoice was corrected',
  'dispute.evidence_submitted': () => 'Answered a disputed payment',
  'dispute.accepted': () => 'Accepted a disputed payment',
  'ledger.exported': () => 'Downloaded the statement',
  'audit.exported': () => 'Downloaded the audit log',
  'service.requested': () => 'Requested a custom service',
  'service.attached': (_, told) => `Attached ${told('name')} to a service`,
  'service.cancelled': () => 'Cancelled a service',
  'quote.accepted': () => 'Accepted a quote',
  'quote.declined': () => 'Declined a quote',
  'change.accepted': () => 'Accepted a change request',
  'change.declined': () => 'Declined a change request',
  'solution.started': () => 'Started from a ready-made solution',
  'milestone.changes_asked': () => 'Requested changes to a milestone',
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
