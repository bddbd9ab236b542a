import { join } from 'node:path'
import type { Plugin } from 'vite'
import { isTextFile, readCatalogue } from './catalogue.ts'
import { translate } from './source.ts'

const virtual = 'virtual:catalogue/'

/** Looks every text of the interface up in a catalogue, and serves `virtual:catalogue/LANGUAGE`. */
export const i18n = (folders: { source: string; catalogues: string }): Plugin => ({
  name: 'assay:i18n',
  enforce: 'pre',
  resolveId: (id) => (id.startsWith(virtual) ? `\0${id}` : null),
  load: (id) =>
    id.startsWith(`\0${virtual}`)
      ? `export const texts = ${JSON.stringify(readCatalogue(join(folders.catalogues, id.slice(virtual.length + 1))))}`
      : null,
  transform: (code, id) => {
    const file = id.split('?')[0] ?? id
    return file.startsWith(`${folders.source}/`) && isTextFile(file) ? translate(code, file) : null
  },
})
