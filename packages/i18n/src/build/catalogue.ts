import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { findTexts } from './source.ts'

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

/** Every text of the source with where it stands; one of several areas is `shared`. */
export const collect = (source: string): Use[] => {
  const uses = new Map<string, Use>()
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) =>
    isTextFile(`/${path}`),
  )
  for (const path of files.sort())
    for (const { text, line } of findTexts(readFileSync(join(source, path), 'utf8'), path)) {
      const area = areaOf(relative('.', path))
      const known = uses.get(text)
      if (!known) uses.set(text, { text, area, places: [`${path}:${line}`] })
      else {
        known.places.push(`${path}:${line}`)
        if (known.area !== area) known.area = 'shared'
      }
    }
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
    if (!own) return [{ text, place, problem: 'missing' }]
    return namesIn(own) === namesIn(text) ? [] : [{ text, place, problem: 'other values' }]
  })
