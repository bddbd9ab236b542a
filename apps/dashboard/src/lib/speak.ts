import { useCatalogue } from '@assay/i18n/runtime'
import { language } from './language.ts'

const catalogues = { 'zh-CN': () => import('virtual:catalogue/zh-CN') }

/** Brings the texts of the reader's language: they are read as modules load, so this comes before all others. */
export const speak = async (): Promise<void> => {
  document.documentElement.lang = language
  if (language !== 'en') useCatalogue((await catalogues[language]()).texts)
}
