import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { findTexts } from './source.ts'
import { interfaceSource, invoiceWords, isServerText, serverFolders, serverWords } from './sources.ts'

/** Source that holds texts of the interface; what callers copy is code in every language. */
export const isTextFile = (file: string): boolean =>
  /\.tsx?$/.test(file) && !/\.(test|d)\.tsx?$|\/snippets\//.test(file)

export const readArea = (file: string): Record<string, string> =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}

const areaFiles = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []

/** Texts of one language, from all the areas of its folder. */
export const readCatalogue = (folder: string): Record<string, string> =>
  Object.assign({}, ...areaFiles(folder).map((name) => readArea(join(folder, name))))

/** `models` of features/models/list-page.tsx, `ui` of ui/button.tsx. */
const areaOf = (path: string): string => {
  const [first = '', second = ''] = path.split('/')
  return first === 'features' ? second : first
}

export type Use = { text: string; area: string; places: string[] }

const sourceFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path).replaceAll('\\', '/'))
    .sort()

/** Several words of a sentence; what begins small is a note for the log unless findings are put together from it. */
const isSaid = (text: string, path: string): boolean =>
  /[A-Za-z]{2,}\S*\s+\S*[A-Za-z]{2,}/.test(text) &&
  text.length < 400 &&
  (/^\W*[A-Z{]/.test(text) || /\/(findings|dataset|examine|drift|model|slices)\//.test(path))

/**
 * Every text of the interface with where it stands, in its area, or in `shared` where several show it; then what
 * the server says, as `server`.
 */
export const collect = (root: string): Use[] => {
  const uses = new Map<string, Use>()
  const add = (text: string, area: string, place: string) => {
    const known = uses.get(text)
    if (!known) uses.set(text, { text, area, places: [place] })
    else {
      known.places.push(place)
      if (known.area !== area) known.area = 'shared'
    }
  }
  const shown = join(root, interfaceSource)
  for (const file of sourceFiles(shown).filter(isTextFile))
    for (const { text, line } of findTexts(readFileSync(file, 'utf8'), file)) {
      const path = relative(shown, file)
      add(text, areaOf(path), `${path}:${line}`)
    }
  for (const file of serverFolders.flatMap((folder) => sourceFiles(join(root, folder)))) {
    const path = relative(root, file)
    if (!isServerText(path)) continue
    // The lines of a mail are looked up one by one.
    for (const { text, line, spoken } of findTexts(readFileSync(file, 'utf8'), file, { thrown: false }))
      for (const part of text.split('\n').map((one) => one.trim()))
        if (spoken || isSaid(part, path)) add(part, 'server', `${path}:${line}`)
  }
  for (const word of [...serverWords, ...invoiceWords])
    add(word, 'server', 'packages/i18n/src/build/sources.ts')
  return [...uses.values()]
}

const namesIn = (text: string): string =>
  [...text.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name)
    .sort()
    .join()

export type Gap = { text: string; place: string; problem: 'missing' | 'other values' }

/** What a language lacks: texts without a translation, and translations that name other values. */
export const findGaps = (uses: readonly Use[], texts: Readonly<Record<string, string>>): Gap[] =>
  uses.flatMap(({ text, places: [place = ''] }): Gap[] => {
    const own = texts[text]
    // Empty where the language needs no word at all.
    if (own === undefined) return [{ text, place, problem: 'missing' }]
    return namesIn(own) === namesIn(text) ? [] : [{ text, place, problem: 'other values' }]
  })
