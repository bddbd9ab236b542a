import MagicString from 'magic-string'
import { parseSync } from 'vite'
import { findRuns, type Run } from './children.ts'
import { namesFor } from './placeholders.ts'
import {
  isSayCall,
  isSkippedAttribute,
  isSkippedCall,
  isSkippedElement,
  isTextCall,
  isTextField,
} from './places.ts'
import { looksLikeProse } from './prose.ts'
import { cookedText, isNode, literalText, type Node, nameOf, nodeAt, nodesAt, textAt } from './tree.ts'

/** `spoken`: given to `say`, and a text however short it is. */
export type FoundText = { text: string; line: number; spoken?: true }

/** What a string is where it stands: text whatever it looks like, the noun of a count, or what it reads like. */
type Place = 'text' | 'noun' | 'any'

const isTextIn = (place: Place, value: string): boolean =>
  !/[{}]/.test(value) && (place === 'any' ? looksLikeProse(value) : /[A-Za-z]{2}/.test(value))

const placeOf = (name: string): Place => (name === 'noun' ? 'noun' : isTextField(name) ? 'text' : 'any')

/**
 * The texts of one source file, and the file with each of them looked up in the catalogue: JSX text with what
 * stands between, attributes, and strings and templates that read like sentences. What is compared, a key, a path
 * or a class is left alone; so is everything after a comment `not text`. A word that looks like none is one after a
 * comment `text`.
 */
class SourceTexts {
  readonly texts: FoundText[] = []
  readonly out: MagicString
  readonly #code: string
  readonly #silent: readonly number[]
  readonly #forced: readonly number[]
  readonly #thrown: boolean

  constructor(code: string, comments: readonly { value: string; end: number }[], thrown: boolean) {
    this.#code = code
    this.#thrown = thrown
    this.out = new MagicString(code)
    const endsOf = (word: string) =>
      comments.filter(({ value }) => value.trim() === word).map(({ end }) => end)
    this.#silent = endsOf('not text')
    this.#forced = endsOf('text')
  }

  visit(node: Node, place: Place = 'any'): void {
    if (this.#follows(node, this.#silent)) return
    const { type } = node
    if (type.startsWith('TS')) {
      const inner = nodeAt(node, 'expression')
      if (inner) this.visit(inner, place)
    } else if (/^(Import|Export(All|Specifier))/.test(type)) return
    else if (type === 'Literal') this.#literal(node, place)
    else if (type === 'TemplateLiteral') this.#template(node, place)
    else if (type === 'TaggedTemplateExpression') return
    else if (type === 'JSXElement' || type === 'JSXFragment') this.#element(node)
    else if (type === 'JSXAttribute') this.#attribute(node)
    else if (type === 'Property' || type === 'PropertyDefinition') this.#property(node)
    else if (type === 'CallExpression' || type === 'NewExpression') this.#call(node)
    else if (type === 'BinaryExpression' && textAt(node, 'operator') !== '+') this.#comparison(node)
    else if (type === 'SwitchCase') for (const one of nodesAt(node, 'consequent')) this.visit(one)
    else if (type === 'AssignmentPattern')
      this.#fields(node, ['left', 'right'], nameOf(nodeAt(node, 'left')) === 'noun' ? 'noun' : 'any')
    else if (type === 'MemberExpression') this.#fields(node, ['object'], place)
    else if (type === 'ConditionalExpression') {
      this.#fields(node, ['test'], 'any')
      this.#fields(node, ['consequent', 'alternate'], place)
    } else if (type === 'LogicalExpression') this.#fields(node, ['left', 'right'], place)
    else if (type === 'ArrayExpression' || type === 'ParenthesizedExpression')
      this.#fields(node, ['elements', 'expression'], place)
    else this.#fields(node, Object.keys(node), 'any')
  }

  #follows(node: Node, comments: readonly number[]): boolean {
    return comments.some((end) => end <= node.start && this.#code.slice(end, node.start).trim() === '')
  }

  #fields(node: Node, fields: readonly string[], place: Place): void {
    for (const field of fields) {
      const value = node[field]
      for (const one of Array.isArray(value) ? value : [value]) if (isNode(one)) this.visit(one, place)
    }
  }

  #found(text: string, at: number): string {
    this.texts.push({ text, line: this.#code.slice(0, at).split('\n').length })
    return JSON.stringify(text)
  }

  #spoken(text: string, at: number): void {
    this.#found(text, at)
    const last = this.texts.at(-1)
    if (last) last.spoken = true
  }

  #literal(node: Node, place: Place): void {
    const value = literalText(node)
    if (value === null) return
    if (place === 'noun') this.out.overwrite(node.start, node.end, this.#noun(value, node.start))
    else if (isTextIn(this.#follows(node, this.#forced) ? 'text' : place, value))
      this.out.overwrite(node.start, node.end, this.#lookup(value, node.start))
  }

  /** In a catalogue a noun stands with its count: other languages put something between. */
  #noun(noun: string, at: number): string {
    this.#found(`{count} ${noun}`, at)
    return `$noun(${JSON.stringify(noun)})`
  }

  /** White space at the edges belongs to the layout. */
  #lookup(value: string, at: number): string {
    const text = value.trim()
    const [before = '', after = ''] = value.split(text)
    const call = `$t(${this.#found(text, at)})`
    return [before && JSON.stringify(before), call, after && JSON.stringify(after)]
      .filter(Boolean)
      .join(' + ')
  }

  #template(node: Node, place: Place): void {
    const quasis = nodesAt(node, 'quasis')
    const values = nodesAt(node, 'expressions')
    const cooked = quasis.map(cookedText)
    const shape = cooked.join('\0')
    if (!isTextIn(place, shape)) {
      this.#fields(node, ['expressions'], 'any')
      return
    }
    const names = namesFor(values)
    const whole = cooked.map((part, at) => part + (names[at] === undefined ? '' : `{${names[at]}}`)).join('')
    const text = whole.trim()
    const [before = '', after = ''] = whole.split(text)
    const prefix = before && `${JSON.stringify(before)} + `
    const suffix = after && ` + ${JSON.stringify(after)}`
    const call = `${prefix}$t(${this.#found(text, node.start)}`
    // Within a sum the call binds tighter than the pluses beside it.
    this.#weave(node.start, node.end, values, names, { call, end: `)${suffix}` })
  }

  /** Keeps the values where they are and writes the call around them. */
  #weave(
    start: number,
    end: number,
    values: readonly Node[],
    names: readonly string[],
    around: { call: string; end: string },
  ): void {
    let from = start
    values.forEach((value, at) => {
      this.#write(from, value.start, `${at === 0 ? `${around.call}, { ` : ', '}${names[at]}: `)
      this.visit(value, 'text')
      from = value.end
    })
    this.#write(from, end, values.length === 0 ? around.call + around.end : ` }${around.end}`)
  }

  #write(start: number, end: number, content: string): void {
    if (start === end) this.out.appendLeft(start, content)
    else this.out.overwrite(start, end, content)
  }

  #element(node: Node): void {
    const opening = nodeAt(node, 'openingElement')
    for (const one of opening ? nodesAt(opening, 'attributes') : []) this.visit(one)
    const children = nodesAt(node, 'children')
    if (isSkippedElement(nameOf(opening && nodeAt(opening, 'name')))) {
      for (const child of children) if (child.type === 'JSXElement') this.visit(child)
      return
    }
    const runs = findRuns(children, this.#code)
    const inRuns = new Set(runs.flatMap(({ members }) => members))
    for (const child of children) if (!inRuns.has(child)) this.visit(child, 'text')
    for (const run of runs) this.#run(run)
  }

  #run({ start, end, pieces }: Run): void {
    const values = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece]))
    const names = namesFor(values)
    let next = 0
    const text = pieces.map((piece) => (typeof piece === 'string' ? piece : `{${names[next++]}}`)).join('')
    const call = `{${values.length > 0 ? '$tx' : '$t'}(${this.#found(text, start)}`
    this.#weave(start, end, values, names, { call, end: ')}' })
  }

  #attribute(node: Node): void {
    const name = nameOf(nodeAt(node, 'name'))
    const value = nodeAt(node, 'value')
    if (!value || isSkippedAttribute(name)) return
    const text = literalText(value)
    const place = placeOf(name)
    if (text === null) this.#fields(value, ['expression'], place)
    else if (place === 'noun')
      this.out.overwrite(value.start, value.end, `{${this.#noun(text, value.start)}}`)
    else if (isTextIn(place, text))
      this.out.overwrite(value.start, value.end, `{${this.#lookup(text, value.start)}}`)
  }

  #property(node: Node): void {
    const key = nodeAt(node, 'key')
    if (key && node['computed']) this.visit(key)
    const name = nameOf(key)
    if (isSkippedAttribute(name)) return
    const value = nodeAt(node, 'value')
    // Shorthands have one node twice; what stands in where nothing is given has its own.
    if (!node['shorthand']) this.#fields(node, ['value'], placeOf(name))
    else if (value?.type === 'AssignmentPattern') this.#fields(value, ['right'], placeOf(name))
  }

  #call(node: Node): void {
    const name = nameOf(nodeAt(node, 'callee'))
    if (isSkippedCall(name) || (name === 'Error' && !this.#thrown)) return
    this.#fields(node, ['callee'], 'any')
    if (isSayCall(name)) {
      const [text, ...values] = nodesAt(node, 'arguments')
      const spoken = text ? literalText(text) : null
      if (text && spoken !== null) this.#spoken(spoken, text.start)
      for (const value of values) this.visit(value)
    } else if (name === 'plural') {
      const [count, noun] = nodesAt(node, 'arguments')
      if (count) this.visit(count)
      if (noun) this.visit(noun, 'noun')
    } else this.#fields(node, ['arguments'], isTextCall(name) ? 'text' : 'any')
  }

  /** What is compared is an identifier, not a text. */
  #comparison(node: Node): void {
    for (const field of ['left', 'right']) {
      const side = nodeAt(node, field)
      if (side && side.type !== 'Literal' && side.type !== 'TemplateLiteral') this.visit(side)
    }
  }
}

const read = (code: string, file: string, thrown: boolean): SourceTexts | null => {
  const { program, comments, errors } = parseSync(file, code)
  if (errors.length > 0) return null
  const source = new SourceTexts(code, comments, thrown)
  source.visit(program as unknown as Node)
  return source
}

/**
 * Texts of a file, with the line that each stands on. `thrown`: also those of a plain `Error`, which the server
 * keeps for its log.
 */
export const findTexts = (code: string, file: string, { thrown } = { thrown: true }): FoundText[] =>
  read(code, file, thrown)?.texts ?? []

/** The file with its texts looked up when it runs; null where it has none. */
export const translate = (code: string, file: string): { code: string; map: string } | null => {
  const source = read(code, file, true)
  if (!source || source.texts.length === 0) return null
  source.out.prepend(`import { noun as $noun, t as $t, tx as $tx } from '@assay/i18n/runtime'\n`)
  return { code: source.out.toString(), map: source.out.generateMap({ hires: 'boundary' }).toString() }
}
