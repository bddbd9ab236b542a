import { language } from './language.ts'

/** Numbers, money and dates are written in the language of the interface, so that they fit its words. */
export const locale: string = language
