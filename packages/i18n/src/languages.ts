/** Languages that people read the product in. */
export const languages = ['en', 'zh-CN'] as const
export type Language = (typeof languages)[number]

/** The closest one that there is to what a browser asks for, the dearest first. */
export const preferredOf = (asked: readonly string[]): Language => {
  for (const one of asked) {
    if (/^zh(-(hans|cn|sg))?$/i.test(one) || /^zh-hans/i.test(one)) return 'zh-CN'
    if (/^en\b/i.test(one)) return 'en'
  }
  return asked.some((one) => /^zh/i.test(one)) ? 'zh-CN' : 'en'
}

/** The same of a header `Accept-Language` (RFC 9110, 12.5.4). */
export const preferredOfHeader = (header: string | undefined): Language =>
  preferredOf(
    (header ?? '')
      .split(',')
      .map((one) => {
        const [tag = '', ...rest] = one.split(';').map((part) => part.trim())
        const weight = rest.find((part) => part.startsWith('q='))?.slice(2)
        return { tag, weight: weight === undefined ? 1 : Number(weight) || 0 }
      })
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight)
      .map(({ tag }) => tag),
  )
