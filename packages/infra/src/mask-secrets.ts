const mark = '[redacted]'

/** Of 15 to 19 digits, those that could be a card's: the last digit fits the others (ISO/IEC 7812, Luhn). */
const couldBeCard = (digits: string): boolean => {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place])
    const doubled = place % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

const patterns: [RegExp, string | ((found: string, ...parts: string[]) => string)][] = [
  // Keys of ours, of Stripe's and of webhooks.
  [/\b(ask|sk|rk|pk|whsec)_[A-Za-z0-9+/=_-]{8,}/g, (_found, kind) => `${kind}_${mark}`],
  [/\b(Bearer|Basic) +[A-Za-z0-9._~+/=-]{6,}/gi, (_found, kind) => `${kind} ${mark}`],
  // A password in an address.
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*):[^\s@/"]+@/gi, (_found, start) => `${start}:${mark}@`],
  [/((?:session_token|session_data)=)[^\s;,"\\]+/gi, (_found, name) => `${name}${mark}`],
  [
    /((?:password|passwd|secret|token|api_?key)(?:\\?"\s*:\s*\\?"|=))[^\s"'\\,;&}]{4,}/gi,
    (_found, name) => `${name}${mark}`,
  ],
  // As a number of its own it has to stay one, or the line is no JSON any more.
  [/(?<=":)\d{15,19}(?=[,}\]])/g, (found) => (couldBeCard(found) ? '0' : found)],
  [
    /(?<![\w.:-])\d(?:[ -]?\d){14,18}(?![\w.-])/g,
    (found) => (couldBeCard(found.replace(/[ -]/g, '')) ? mark : found),
  ],
]

/** A line of the log without what opens doors or pays, wherever in it that stands. */
export const maskSecrets = (line: string): string =>
  patterns.reduce((text, [pattern, by]) => text.replace(pattern, by as string), line)
