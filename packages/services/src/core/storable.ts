import { AssayError } from '../errors/index.ts'

/** Postgres holds no NUL in any text: refused at the doors, wherever in an input it hides. */
export const refuseNul = (input: unknown): void => {
  // A stack instead of recursion: an input may be nested deeper than calls can be.
  const rest: unknown[] = [input]
  while (rest.length > 0) {
    const value = rest.pop()
    if (typeof value === 'string') {
      if (value.includes('\0'))
        throw new AssayError('invalid_text', 'A text contains the NUL character, which cannot be stored.')
    } else if (Array.isArray(value)) for (const item of value) rest.push(item)
    else if (typeof value === 'object' && value !== null)
      for (const [name, item] of Object.entries(value)) rest.push(name, item)
  }
}
