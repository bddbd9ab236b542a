export { collect, findGaps, readCatalogue } from './catalogue.ts'
export { translate } from './source.ts'
export { i18n } from './vite.ts'
