import { ibanLength, passesIban } from './check-digits.ts'

export type Span = { start: number; end: number }

const localPart = /[\p{L}\p{N}._%+-]{1,64}$/u
const domain = /[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,6}\.\p{L}{2,24}/uy

/** E-mail addresses (RFC 5321) as people write them, found from their `@`. */
export function* findEmails(text: string): Generator<Span> {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const local = localPart.exec(text.slice(Math.max(0, at - 64), at))?.[0].replace(/^\.+/, '')
    domain.lastIndex = at + 1
    const host = domain.exec(text)?.[0]
    if (local && host) yield { start: at - local.length, end: at + 1 + host.length }
  }
}

const ibanBegins = /(?<![\p{L}\p{N}])[A-Za-z]{2}\d{2}/gu
const letterOrDigit = /[\p{L}\p{N}]/u

/** Account numbers, each as long as its country has them, with single spaces anywhere. */
export function* findIbans(text: string): Generator<Span> {
  for (const { 0: begins, index } of text.matchAll(ibanBegins)) {
    const length = ibanLength(begins.slice(0, 2))
    if (length === null) continue
    let end = index + begins.length
    for (let count = begins.length; count < length; end++) {
      if (/[A-Za-z0-9]/.test(text[end] ?? '')) count++
      else if (text[end] !== ' ' || text[end - 1] === ' ') break
    }
    if (!letterOrDigit.test(text[end] ?? '') && passesIban(text.slice(index, end)))
      yield { start: index, end }
  }
}
