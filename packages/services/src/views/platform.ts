export type ConnectionPart = 'database' | 'storage' | 'stripe' | 'mail'

/** What this installation is connected to, without secrets. */
export type ConnectionsView = {
  database: { address: string | null }
  storage: { address: string | null; directUploads: boolean }
  stripe: {
    mode: 'local' | 'test' | 'live'
    key: string | null
    webhookUrl: string
    lastEventAt: Date | null
    /** Received and not yet applied. */
    waitingEvents: number
  }
  /** As the newest worker says, who sends them; null without one. */
  mail:
    | { kind: 'smtp'; server: string; user: string | null; from: string }
    | { kind: 'file'; file: string }
    | null
}

export type ConnectionStep =
  | 'ping'
  | 'migrations'
  | 'queue'
  | 'write'
  | 'read'
  | 'remove'
  | 'account'
  | 'webhook_endpoint'
  | 'mail_queued'
  | 'mail_sent'

/** Each thing that was tried, in order; after one that failed the rest is not tried. */
export type ConnectionTest = {
  ok: boolean
  steps: { step: ConnectionStep; ok: boolean; ms: number; detail: string | null }[]
}
