import { AssayError } from '@assay/services/errors'

const longest = 128
// Letters, figures and marks of any script; what cannot be seen would make two names look like one.
const unseen = /[\p{C}\p{Zl}\p{Zp}]/u

/** For whom a tenant calls, from a header or a field; null where nobody is named. */
export const readEndUser = (value: unknown, param: string): string | null => {
  if (value === undefined) return null
  const name = typeof value === 'string' ? value.trim() : ''
  if (name === '' || name.length > longest || unseen.test(name))
    throw new AssayError(
      'invalid_request',
      `${param} must be your own id for an end user: 1 to ${longest} characters, none of them invisible.`,
      { param },
    )
  return name
}
