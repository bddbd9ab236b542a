import { Check, Languages } from 'lucide-react'
import { chooseLanguage, language, languageList } from '../lib/language.ts'
import { MenuCheck, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuSeparator } from './menu.tsx'

/** The languages of the interface, each by its own name. */
export function LanguageItems() {
  return (
    <>
      <MenuLabel>Language</MenuLabel>
      <MenuRadioGroup value={language}>
        {languageList.map(({ code, name }) => (
          <MenuRadioItem
            key={code}
            value={code}
            lang={code}
            onSelect={() => chooseLanguage(code)}
            data-testid={`language-${code}`}
          >
            <Languages />
            <span className="flex-1">{name}</span>
            <MenuCheck>
              <Check />
            </MenuCheck>
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
      <MenuSeparator />
    </>
  )
}
