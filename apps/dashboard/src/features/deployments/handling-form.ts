import { type PersonalDataKind, personalDataKindSchema } from '@assay/datasets/schema'
import type { DeploymentDetail } from '../../lib/views.ts'

type DataHandling = DeploymentDetail['dataHandling']

export const personalDataNames: Record<PersonalDataKind, string> = {
  email: 'E-mail addresses',
  phone: 'Phone numbers',
  card: 'Card numbers',
  iban: 'Bank accounts (IBAN)',
  ip: 'IP addresses',
  national_id: 'National IDs',
  passport: 'Passport numbers',
}

export const personalDataKinds = personalDataKindSchema.options

/** What stands in the form's fields. */
export type HandlingForm = {
  captures: boolean
  /** Percent. */
  sample: string
  onlyUnsure: boolean
  /** Percent. */
  below: string
  keepDays: string
  redact: PersonalDataKind[]
  maskInputs: PersonalDataKind[]
}

const percent = (share: number): string => String(Math.round(share * 10_000) / 100)

export const formOf = ({ capture, maskInputs }: DataHandling): HandlingForm => ({
  captures: capture !== null,
  sample: percent(capture?.sampleRate ?? 0.1),
  onlyUnsure: capture?.belowScore != null,
  below: percent(capture?.belowScore ?? 0.8),
  keepDays: String(capture?.keepDays ?? 30),
  redact: capture?.redact ?? [...personalDataKinds],
  maskInputs,
})

/** Null while a figure is missing or out of range. */
export const readHandling = (form: HandlingForm): DataHandling | null => {
  if (!form.captures) return { capture: null, maskInputs: form.maskInputs }
  const sampleRate = Number(form.sample) / 100
  const belowScore = form.onlyUnsure ? Number(form.below) / 100 : null
  const keepDays = Number(form.keepDays)
  const isComplete =
    form.sample !== '' &&
    sampleRate >= 0 &&
    sampleRate <= 1 &&
    (belowScore === null || (belowScore > 0 && belowScore <= 1)) &&
    Number.isInteger(keepDays) &&
    keepDays >= 1 &&
    keepDays <= 365
  if (!isComplete) return null
  return { capture: { sampleRate, belowScore, keepDays, redact: form.redact }, maskInputs: form.maskInputs }
}
