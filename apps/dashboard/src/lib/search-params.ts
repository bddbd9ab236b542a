/** Readers for the URL's search part: whatever a person types there becomes a valid state, never an error. */
export type RawSearch = Record<string, unknown>

export const textParam = (raw: RawSearch, name: string): string | undefined => {
  const value = raw[name]
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined
}

/** 1-based page; absent for the first. */
export const pageParam = (raw: RawSearch, name = 'page'): number | undefined => {
  const value = Number(raw[name])
  return Number.isInteger(value) && value > 1 && value < 1e7 ? value : undefined
}

/** 2026-11-29. */
export const dayParam = (raw: RawSearch, name: string): string | undefined => {
  const value = raw[name]
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined
  return Number.isNaN(Date.parse(value)) ? undefined : value
}

export const choiceParam = <T extends string>(
  raw: RawSearch,
  name: string,
  choices: readonly T[],
): T | undefined => choices.find((choice) => choice === raw[name])

/** Every part of a page's search may be left out of a link to it. */
export const optional = <T extends object>(search: T): Partial<T> => search
