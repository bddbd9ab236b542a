/** Where all rows lie that a try to read an upload refused; not every version has some. */
export const refusedKey = (version: { workspaceId: string; id: string; attempt: number }): string =>
  `${version.workspaceId}/datasets/${version.id}-${version.attempt}.refused.csv`
