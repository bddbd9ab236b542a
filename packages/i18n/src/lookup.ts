/** From each text as it stands in the source, `{name}` where values go, to the same in another language. */
export type Catalogue = Readonly<Record<string, string>>

export type Lookup = {
  /** The text in the language of the catalogue; as it stands where there is no translation. */
  t: (text: string, values?: Readonly<Record<string, unknown>>) => string
  /** Text at even places, names of values at odd ones. */
  partsOf: (text: string) => readonly string[]
  /** The noun of a count: as it stands, or as `{count}` with what another language puts around it. */
  noun: (one: string) => string
  /**
   * What the server said: its texts are English with their values filled in, so each is found again by the shape it
   * was made from, and its values are looked up in turn.
   */
  said: (text: string) => string
}

const placeholder = /\{(\w+)\}/
const split = new Map<string, readonly string[]>()

const splitText = (text: string): readonly string[] => {
  const known = split.get(text)
  if (known) return known
  const parts = text.split(placeholder)
  split.set(text, parts)
  return parts
}

type Pattern = { matches: RegExp; names: string[]; text: string; letters: number }

const literally = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/**
 * Texts of at least two words of their own: fewer would take hold of anything. What says most by itself comes first, as
 * "The price in {currency}" would swallow any sentence that begins so.
 */
const toPatterns = (texts: Iterable<string>): Pattern[] =>
  [...texts]
    .flatMap((text) => {
      const parts = splitText(text)
      const own = parts.filter((_, at) => at % 2 === 0).join(' ')
      const words = own.match(/[A-Za-z]{2,}/g) ?? []
      if (parts.length === 1 || words.length < 2) return []
      const source = parts.map((part, at) => (at % 2 === 0 ? literally(part) : '(.*?)')).join('')
      const names = parts.filter((_, at) => at % 2 === 1)
      return [{ matches: new RegExp(`^${source}$`, 's'), names, text, letters: own.length }]
    })
    .sort((a, b) => b.letters - a.letters)

export const openCatalogue = (texts: Catalogue): Lookup => {
  const catalogue = new Map(Object.entries(texts))
  let patterns: readonly Pattern[] | null = null

  const t: Lookup['t'] = (text, values) => {
    const own = catalogue.get(text) ?? text
    if (!values) return own
    return splitText(own)
      .map((part, at) => (at % 2 === 0 ? part : String(values[part] ?? '')))
      .join('')
  }

  /** "3 rows", and "3 rows hold tags of HTML." with the noun, the verb and the rest of it looked up each by itself. */
  const saidCount = (text: string): string | null => {
    const [, number = '', sentence = '', stop = ''] = /^([\d,.]*\d) (.+?)(\.?)$/s.exec(text) ?? []
    const words = sentence.split(' ')
    for (let at = 1; at <= Math.min(3, words.length); at++) {
      const noun = words.slice(0, at).join(' ')
      const counted = catalogue.get(`{count} ${noun}`) ?? catalogue.get(`{count} ${noun.replace(/s$/, '')}`)
      const rest = counted === undefined ? null : saidRest(words.slice(at))
      if (counted === undefined || rest === null) continue
      const whole = counted.replace('{count}', number) + rest
      return stop ? t('{sentence}.', { sentence: whole }) : whole
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

  const said = (text: string): string => {
    if (catalogue.size === 0) return text
    const own = catalogue.get(text) ?? saidCount(text)
    if (own !== null) return own
    patterns ??= toPatterns(catalogue.keys())
    for (const { matches, names, text: shape } of patterns) {
      const [, ...values] = matches.exec(text) ?? []
      if (values.length === 0) continue
      return t(shape, Object.fromEntries(names.map((name, at) => [name, said(values[at] ?? '')])))
    }
    return text
  }

  return {
    t,
    said,
    partsOf: (text) => splitText(catalogue.get(text) ?? text),
    noun: (one) => catalogue.get(`{count} ${one}`) ?? one,
  }
}
