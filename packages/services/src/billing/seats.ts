import { offerOf, type Selection, seatLimit } from '@assay/billing'
import { AssayError } from '../errors/index.ts'
import type { PlanWithVersion } from './plan-rows.ts'

/** @throws AssayError `conflict` where the seats of a selection would not hold who is there already */
export const requireSeats = (
  { plan, version }: PlanWithVersion,
  selection: Pick<Selection, 'extraSeats' | 'addOns'>,
  members: number,
): void => {
  const seats = seatLimit(offerOf(version), selection.extraSeats, selection.addOns)
  if (seats === null || members <= seats) return
  throw new AssayError(
    'conflict',
    `This workspace has ${members} members, and ${plan.name} would have only ${seats} seats. Add seats, or remove members under Settings first.`,
    { param: 'extraSeats' },
  )
}
