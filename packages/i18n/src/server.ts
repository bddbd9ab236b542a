import server from './catalogues/zh-CN/server.json' with { type: 'json' }
import shared from './catalogues/zh-CN/shared.json' with { type: 'json' }
import type { Language } from './languages.ts'
import { type Lookup, openCatalogue } from './lookup.ts'

export type Speaker = {
  language: Language
  /** A text of the product's own, `{name}` where values go. */
  say: Lookup['t']
  /** What was said before in English, found again by its shape. */
  said: Lookup['said']
}

const english = openCatalogue({})
let chinese: Lookup | null = null

/** What the server says, in a person's language: `zh-CN`, or English for any other. */
export const speakerOf = (language: string | null): Speaker => {
  if (language !== 'zh-CN') return { language: 'en', say: english.t, said: english.said }
  chinese ??= openCatalogue({ ...shared, ...server })
  return { language: 'zh-CN', say: chinese.t, said: chinese.said }
}
