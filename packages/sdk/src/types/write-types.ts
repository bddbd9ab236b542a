import type { DeploymentDescription } from '../shapes.ts'

const cellTypes = { number: 'number', boolean: 'boolean', date: 'string | number' } as const

const quote = (text: string): string => JSON.stringify(text)

/** An unknown category may come any day, so known ones are named without ruling others out. */
const cellType = ({ type, categories = [] }: DeploymentDescription['columns'][number]): string => {
  if (type !== 'category') return cellTypes[type]
  if (categories.length === 0) return 'string'
  return `${categories.map(quote).join(' | ')} | (string & {})`
}

const inputType = ({ kind, columns }: DeploymentDescription): string => {
  if (kind === 'text') return 'string'
  if (kind === 'image' || kind === 'audio') return 'Media'
  const cells = columns.map((column) => `      ${quote(column.name)}: ${cellType(column)} | null`)
  return `{\n${cells.join('\n')}\n    }`
}

/**
 * TypeScript that names what deployments take and answer: the type `Deployments` for `new Assay<Deployments>(…)`.
 * The same descriptions give the same text.
 */
export const writeTypes = (descriptions: readonly DeploymentDescription[]): string => {
  const entries = descriptions.map((one) => {
    const labels = one.labels.map(quote).join(' | ') || 'string'
    return [
      `  /** Version ${one.version} (${one.model_version}). */`,
      `  ${quote(one.id)}: {`,
      `    input: ${inputType(one)}`,
      `    label: ${labels}`,
      `    answers: ${quote(one.answers)}`,
      '  }',
    ].join('\n')
  })
  const media = descriptions.some(({ kind }) => kind === 'image' || kind === 'audio')
  return [
    '// Written by assay-sdk types. Write it anew after deploying another version.',
    ...(media ? ["import type { Media } from '@assay/sdk'", ''] : ['']),
    'export type Deployments = {',
    ...entries,
    '}',
    '',
  ].join('\n')
}
