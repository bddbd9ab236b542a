import type { PersonalDataKind } from '../schema/privacy.ts'
import { exchange, findPersonalData } from './personal-data.ts'
import { replacementBy } from './replacement.ts'

const mark = replacementBy('mask', null)

/** The text with a mark such as `[EMAIL]` for each piece of personal data of these kinds; `about` is its column's name. */
export const maskPersonalData = (text: string, kinds: ReadonlySet<PersonalDataKind>, about = ''): string =>
  exchange(text, findPersonalData(text, kinds, about), mark)
