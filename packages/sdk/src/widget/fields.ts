import type { DeploymentDescription, Media, Row } from '../shapes.ts'
import { make } from './dom.ts'

/** What somebody fills in, and how it is read once they are done. */
export type Fields = {
  element: HTMLElement
  /** Throws a `TypeError` with what is missing. */
  read(): string | Row | Media
}

const textField = (words: Words): Fields => {
  const area = make('textarea', { id: 'input', name: 'input', required: true, maxLength: 100_000 })
  return {
    element: make('div', {}, make('label', { htmlFor: 'input' }, words.input), area),
    read: () => area.value,
  }
}

const fileField = (kind: 'image' | 'audio', words: Words): Fields => {
  const accept = kind === 'image' ? 'image/png,image/jpeg,image/webp,image/gif' : 'audio/wav,.wav'
  const picker = make('input', { id: 'input', type: 'file', accept, required: true })
  return {
    element: make('div', {}, make('label', { htmlFor: 'input' }, words.input), picker),
    read: () => {
      const file = picker.files?.[0]
      if (!file) throw new TypeError(words.file)
      return file
    },
  }
}

type Column = DeploymentDescription['columns'][number]

const readCell = (text: string, type: Column['type']): Row[string] => {
  if (text.trim() === '') return null
  if (type === 'number') return Number(text)
  return type === 'boolean' ? /^(true|yes|1)$/i.test(text.trim()) : text
}

const rowFields = (columns: readonly Column[]): Fields => {
  const cells = columns.map(({ name, type, categories = [] }, place) => {
    const input = make('input', { type: type === 'number' ? 'number' : 'text', step: 'any' })
    const parts: Node[] = [input]
    if (categories.length > 0 || type === 'boolean') {
      const id = `values-${place}`
      const known = type === 'boolean' ? ['true', 'false'] : categories
      const list = make('datalist', { id }, ...known.map((value) => make('option', { value })))
      input.setAttribute('list', id)
      parts.push(list)
    }
    return { name, type, input, element: make('label', {}, name, ...parts) }
  })
  return {
    element: make('div', { className: 'fields' }, ...cells.map(({ element }) => element)),
    read: () => Object.fromEntries(cells.map(({ name, type, input }) => [name, readCell(input.value, type)])),
  }
}

/** The texts of the widget; each can be set by an attribute of its name. */
export type Words = { input: string; button: string; file: string; withheld: string; none: string }

export const fieldsFor = ({ kind, columns }: DeploymentDescription, words: Words): Fields => {
  if (kind === 'table') return rowFields(columns)
  return kind === 'text' ? textField(words) : fileField(kind, words)
}
