const word = /^[“"‘([]*[A-Za-z][A-Za-z’'-]*[”"’)\].,:;!?…]*$/
const sentenceStart = /^[“"‘(]*[A-Z][a-z’]*(-[a-z]+)*[”’).,:;!?…]*$/
/** Utility classes, selectors, queries, paths. */
const query = /^(select|case|create|drop|alter|update|insert|delete|with|from|copy|set) /
const codeLike =
  /[a-z]-\d|-\[|[a-z]:[a-z[&*]|\/\d|=>|[{}<>=|\\]|;$|^\s*[.#@/]|\w\(|^(GET|POST|PUT|DELETE|SELECT) /

/**
 * Whether a string of the source is text that people read: it begins a sentence, or is several words.
 * `\0` stands where values go.
 */
export const looksLikeProse = (text: string): boolean => {
  const bare = text.trim()
  if (!/[A-Za-z]{2}/.test(bare) || codeLike.test(bare) || query.test(bare)) return false
  const tokens = bare.split(/\s+/).filter((token) => !token.includes('\0'))
  const hasValues = bare.includes('\0')
  if (!hasValues && tokens.length === 1) return sentenceStart.test(bare)
  const words = tokens.filter((token) => word.test(token) && /[a-z]{2}/.test(token))
  if (tokens.some((token) => /^[a-z]+(-[a-z\d]+){2,}$/.test(token))) return false
  if (hasValues) return words.length > 0
  return words.length >= 2 || (words.length === 1 && sentenceStart.test(tokens[0] ?? ''))
}
