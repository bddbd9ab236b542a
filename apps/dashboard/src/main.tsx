import { useCatalogue } from '@assay/i18n/runtime'
import { language } from './lib/language.ts'
import './app/styles.css'

const catalogues = { 'zh-CN': () => import('virtual:catalogue/zh-CN') }

/** Texts are read as modules load, so the catalogue comes before the rest of the product. */
const start = async () => {
  document.documentElement.lang = language
  if (language !== 'en') useCatalogue((await catalogues[language]()).texts)
  const { mount } = await import('./app/mount.tsx')
  mount()
}

void start()
