/** Languages of the interface, each by its own name. */
const languages = { en: 'English', 'zh-CN': '简体中文' } as const
export type Language = keyof typeof languages
/** In the order of the menu. */
export const languageList: readonly { code: Language; name: string }[] = [
  { code: 'en', name: languages.en },
  { code: 'zh-CN', name: languages['zh-CN'] },
]

const key = 'assay.language'
const isLanguage = (value: string | null): value is Language => value !== null && value in languages

/** The closest one that there is to what the browser asks for. */
export const preferredOf = (asked: readonly string[]): Language => {
  for (const one of asked) {
    if (/^zh(-(hans|cn|sg))?$/i.test(one) || /^zh-hans/i.test(one)) return 'zh-CN'
    if (/^en\b/i.test(one)) return 'en'
  }
  return asked.some((one) => /^zh/i.test(one)) ? 'zh-CN' : 'en'
}

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
