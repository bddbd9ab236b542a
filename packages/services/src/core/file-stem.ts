/** A name in plain letters, digits and dashes, for a file on any system; `otherwise` where nothing is left of it. */
export const fileStem = (name: string, otherwise: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || otherwise
