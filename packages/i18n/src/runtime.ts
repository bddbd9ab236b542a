import { createElement, Fragment, type ReactNode } from 'react'

/** From each text as it stands in the source, `{name}` where values go, to the same in another language. */
export type Catalogue = Readonly<Record<string, string>>

let catalogue: ReadonlyMap<string, string> = new Map()
let patterns: readonly Pattern[] | null = null

/** Must have run before any module that holds text is loaded: texts at the top of a module are read but once. */
export const useCatalogue = (texts: Catalogue): void => {
  catalogue = new Map(Object.entries(texts))
  patterns = null
}

type Values = Readonly<Record<string, ReactNode>>

const placeholder = /\{(\w+)\}/
const split = new Map<string, readonly string[]>()

/** Text at even places, names of values at odd ones. */
const partsOf = (text: string): readonly string[] => {
  const known = split.get(text)
  if (known) return known
  const parts = text.split(placeholder)
  split.set(text, parts)
  return parts
}

/** The text in the language of the interface; in English where there is no translation. */
export const t = (text: string, values?: Values): string => {
  const own = catalogue.get(text) ?? text
  if (!values) return own
  return partsOf(own)
    .map((part, at) => (at % 2 === 0 ? part : String(values[part] ?? '')))
    .join('')
}

const isPlain = (value: ReactNode): boolean => typeof value === 'string' || typeof value === 'number'

/** Like `t`, where some of the values are elements. */
export const tx = (text: string, values: Values): ReactNode => {
  if (Object.values(values).every(isPlain)) return t(text, values)
  const parts = partsOf(catalogue.get(text) ?? text)
  return createElement(Fragment, null, ...parts.map((part, at) => (at % 2 === 0 ? part : values[part])))
}

/** The noun of a count, for `withCount`: as it stands, or as `{count}` with what another language puts around it. */
export const noun = (one: string): string => catalogue.get(`{count} ${one}`) ?? one

/** A count with its noun: "3 rows"; nothing is added to a noun that says itself where the count goes. */
export const withCount = (count: string, isOne: boolean, one: string, many: string): string =>
  one.includes('{count}') ? one.replace('{count}', count) : `${count} ${isOne ? one : many}`

type Pattern = { matches: RegExp; names: string[]; text: string }

const literally = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Texts of at least two words of their own: fewer would take hold of anything. */
const toPatterns = (): Pattern[] =>
  [...catalogue.keys()].flatMap((text) => {
    const parts = partsOf(text)
    const words =
      parts
        .filter((_, at) => at % 2 === 0)
        .join(' ')
        .match(/[A-Za-z]{2,}/g) ?? []
    if (parts.length === 1 || words.length < 2) return []
    const source = parts.map((part, at) => (at % 2 === 0 ? literally(part) : '(.*?)')).join('')
    return [{ matches: new RegExp(`^${source}$`, 's'), names: parts.filter((_, at) => at % 2 === 1), text }]
  })

/** "3 rows", and "3 rows hold tags of HTML." with the noun, the verb and the rest of it looked up each by itself. */
const saidCount = (text: string): string | null => {
  const [, number = '', sentence = '', stop = ''] = /^([\d,.]*\d) (.+?)(\.?)$/s.exec(text) ?? []
  const words = sentence.split(' ')
  for (let at = 1; at <= Math.min(3, words.length); at++) {
    const noun = words.slice(0, at).join(' ')
    const counted = catalogue.get(`{count} ${noun}`) ?? catalogue.get(`{count} ${noun.replace(/s$/, '')}`)
    const rest = counted === undefined ? null : saidRest(words.slice(at))
    if (counted === undefined || rest === null) continue
    const said = counted.replace('{count}', number) + rest
    return stop ? t('{sentence}.', { sentence: said }) : said
  }
  return null
}

const saidRest = (words: readonly string[]): string | null => {
  if (words.length === 0) return ''
  for (let at = words.length; at > 0; at--) {
    const verb = catalogue.get(words.slice(0, at).join(' '))
    const rest = at === words.length ? '' : catalogue.get(words.slice(at).join(' '))
    if (verb !== undefined && rest !== undefined) return verb + rest
  }
  return null
}

/**
 * What the server said, in the language of the interface: its texts are English with their values filled in, so
 * each is found again by the shape it was made from, and its values are looked up in turn.
 */
export const said = (text: string): string => {
  if (catalogue.size === 0) return text
  const own = catalogue.get(text) ?? saidCount(text)
  if (own !== null) return own
  patterns ??= toPatterns()
  for (const { matches, names, text: shape } of patterns) {
    const [, ...values] = matches.exec(text) ?? []
    if (values.length === 0) continue
    return t(shape, Object.fromEntries(names.map((name, at) => [name, said(values[at] ?? '')])))
  }
  return text
}
