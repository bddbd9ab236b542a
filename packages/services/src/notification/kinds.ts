import type { MailKind, WorkspaceRole } from '@assay/db'

export const mailKinds = [
  'training',
  'quota',
  'drift',
  'service',
  'webhook',
  'digest',
] as const satisfies MailKind[]

const byDefault: Record<MailKind, 'managers' | 'concerned' | 'nobody'> = {
  training: 'concerned',
  quota: 'managers',
  drift: 'managers',
  service: 'managers',
  webhook: 'managers',
  digest: 'nobody',
}

/** Whether somebody who has not chosen gets mails of the kind. */
export const isDefault = (kind: MailKind, person: { role: WorkspaceRole; isConcerned: boolean }): boolean => {
  const rule = byDefault[kind]
  if (rule === 'nobody') return false
  return person.isConcerned || (rule === 'managers' && (person.role === 'owner' || person.role === 'admin'))
}

/** A run is told to whoever began it; everything else is the whole workspace's. */
export const mayGet = (kind: MailKind, isConcerned: boolean): boolean =>
  byDefault[kind] !== 'concerned' || isConcerned
