import { type Language, preferredOf } from '@assay/i18n/languages'

export type { Language }
/** Each by its own name, in the order of the menu. */
export const languageList: readonly { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'zh-CN', name: '简体中文' },
]

const key = 'assay.language'
const isLanguage = (value: string | null): value is Language =>
  languageList.some(({ code }) => code === value)

const read = (): Language => {
  if (typeof localStorage === 'undefined') return 'en'
  try {
    const kept = localStorage.getItem(key)
    if (isLanguage(kept)) return kept
  } catch {}
  return preferredOf(navigator.languages)
}

/** What this page is shown in. Texts are read as modules load, so another choice begins with a new page. */
export const language: Language = read()

export function chooseLanguage(next: Language): void {
  if (next === language) return
  try {
    localStorage.setItem(key, next)
  } catch {}
  location.reload()
}
