/** A day (UTC) as a document writes it. */
export const paperDay = (at: Date, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(at)

/** A moment to the second, with the zone that it is told in. */
export const paperMoment = (at: Date, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long', timeZone: 'UTC' })
    .format(at)
    .replaceAll(/\s/gu, ' ')
