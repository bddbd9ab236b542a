export type EndUserView = {
  /** The tenant's own name for them. */
  id: string
  /** Predictions in the running calendar month (UTC). */
  usedThisMonth: number
  /** Null: as many as the plan has. */
  monthlyLimit: number | null
  blockedAt: Date | null
  createdAt: Date
}

export type EndUserStatement = {
  endUserId: string
  /** `2026-11`, in UTC. */
  month: string
  lines: { day: string; deploymentId: string; deploymentName: string; predictions: number }[]
  total: number
  csv: string
}
