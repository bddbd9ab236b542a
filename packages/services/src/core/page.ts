import { z } from 'zod'

export const pageInput = z.strictObject({
  offset: z.int().min(0).max(100_000_000).default(0),
  limit: z.int().min(1).max(200).default(50),
})
export type Page<T> = { items: T[]; total: number }

/** A text as a part of an `ilike` pattern, where it stands for itself. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (found) => `\\${found}`)

/** Postgres stores neither NUL nor half a surrogate pair. */
export const plainText = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text), 'invalid_text')

/** A pattern for `like` that holds for whatever contains the text, its wildcards taken by the letter. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, (found) => `\\${found}`)}%`
