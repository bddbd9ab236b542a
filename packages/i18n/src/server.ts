import server from './catalogues/zh-CN/server.json' with { type: 'json' }
import shared from './catalogues/zh-CN/shared.json' with { type: 'json' }
import { type Lookup, openCatalogue } from './lookup.ts'

let chinese: Lookup | null = null

/** What the server says, in a person's language: `zh-CN`, or English for any other. */
export const speakerOf = (language: string | null): ((text: string) => string) => {
  if (language !== 'zh-CN') return (text) => text
  chinese ??= openCatalogue({ ...shared, ...server })
  return chinese.said
}
