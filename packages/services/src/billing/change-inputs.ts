import { billingIntervals } from '@assay/billing'
import { z } from 'zod'
import { planIdInput } from './checkout.ts'
import { addOnsInput, extraSeatsInput } from './selection.ts'

/** What was shown and agreed to; where something else would be billed by now, nothing is changed. */
const agreed = {
  preview: z.strictObject({ at: z.date(), totalMinor: z.string().regex(/^-?\d{1,18}$/) }).optional(),
}

/** Absent interval: as before, where the plan is sold so. */
export const changeTargetInput = planIdInput.extend({ interval: z.enum(billingIntervals).optional() })
export const changePlanInput = changeTargetInput.extend(agreed)

export const itemsInput = z.strictObject({ extraSeats: extraSeatsInput, addOns: addOnsInput })
export const changeItemsInput = itemsInput.extend(agreed)
