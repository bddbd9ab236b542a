import { createElement, Fragment, type ReactNode } from 'react'
import { type Catalogue, openCatalogue } from './lookup.ts'

let lookup = openCatalogue({})

/** Must have run before any module that holds text is loaded: texts at the top of a module are read but once. */
export const useCatalogue = (texts: Catalogue): void => {
  lookup = openCatalogue(texts)
}

type Values = Readonly<Record<string, ReactNode>>

/** The text in the language of the interface; in English where there is no translation. */
export const t = (text: string, values?: Values): string => lookup.t(text, values)

const isPlain = (value: ReactNode): boolean => typeof value === 'string' || typeof value === 'number'

/** Like `t`, where some of the values are elements. */
export const tx = (text: string, values: Values): ReactNode =>
  Object.values(values).every(isPlain)
    ? t(text, values)
    : createElement(
        Fragment,
        null,
        ...lookup.partsOf(text).map((part, at) => (at % 2 === 0 ? part : values[part])),
      )

/** The noun of a count, for `withCount`: as it stands, or as `{count}` with what another language puts around it. */
export const noun = (one: string): string => lookup.noun(one)

/** A count with its noun: "3 rows"; nothing is added to a noun that says itself where the count goes. */
export const withCount = (count: string, isOne: boolean, one: string, many: string): string =>
  one.includes('{count}') ? one.replace('{count}', count) : `${count} ${isOne ? one : many}`

/** What the server said, in the language of the interface. */
export const said = (text: string): string => lookup.said(text)
