import { chooseLanguage, language, languageList } from '../lib/language.ts'

/** The other languages as plain buttons, for pages that people see before they sign in. */
export function LanguageSwitch() {
  const others = languageList.filter(({ code }) => code !== language)
  return (
    <span className="inline-flex gap-3">
      {others.map(({ code, name }) => (
        <button
          key={code}
          type="button"
          lang={code}
          onClick={() => chooseLanguage(code)}
          className="rounded text-faint text-sm underline-offset-4 hover:text-ink hover:underline"
          data-testid={`language-${code}`}
        >
          {name}
        </button>
      ))}
    </span>
  )
}
