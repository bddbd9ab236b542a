import { literalText, type Node, nodeAt } from './tree.ts'

/** Neighbouring children that make one text: strings, and between them what stands for a value. */
export type Run = { start: number; end: number; members: Node[]; pieces: (string | Node)[] }

type Piece = {
  node: Node
  /** Null for a value. */
  text: string | null
  /** Whether a line break, which JSX drops, parts it from what comes before or after. */
  breaksBefore: boolean
  breaksAfter: boolean
}

/** JSX's own rule: lines are trimmed, empty ones go, and the others are joined by a space. */
const normalise = (raw: string): string => {
  const lines = raw.split(/\r?\n/)
  return lines
    .map((line, at) => {
      const left = at === 0 ? line : line.replace(/^[\t ]+/, '')
      return at === lines.length - 1 ? left : left.replace(/[\t ]+$/, '')
    })
    .filter((line) => line !== '')
    .join(' ')
}

const toPiece = (node: Node, code: string): Piece | null => {
  if (node.type === 'JSXText') {
    const raw = code.slice(node.start, node.end)
    const text = normalise(raw)
    return {
      node,
      text: text.replaceAll('&nbsp;', ' ').replaceAll('&amp;', '&').replaceAll('&lt;', '<'),
      breaksBefore: /^[\t ]*\n/.test(raw),
      breaksAfter: /\n[\t ]*$/.test(raw),
    }
  }
  if (node.type === 'JSXExpressionContainer') {
    const inner = nodeAt(node, 'expression')
    if (!inner || inner.type === 'JSXEmptyExpression') return null
    return { node, text: literalText(inner), breaksBefore: false, breaksAfter: false }
  }
  return { node, text: null, breaksBefore: false, breaksAfter: false }
}

const isElement = ({ type }: Node): boolean => type === 'JSXElement' || type === 'JSXFragment'

/** An icon, a badge, something shown on a condition: not a part of the sentence beside it. */
const standsAlone = ({ node, text }: Piece): boolean => {
  if (text !== null) return false
  if (isElement(node)) return true
  const inner = nodeAt(node, 'expression')
  if (inner?.type !== 'LogicalExpression' && inner?.type !== 'ConditionalExpression') return false
  return ['right', 'consequent', 'alternate'].some((field) => {
    const branch = nodeAt(inner, field)
    return branch !== null && isElement(branch)
  })
}

/** Cuts where an element that stands alone is on a line of its own. */
const cut = (pieces: readonly Piece[]): Piece[][] => {
  const groups: Piece[][] = [[]]
  pieces.forEach((piece, at) => {
    const before = pieces[at - 1]
    const after = pieces[at + 1]
    const partedBefore = !before || before.text === null || before.breaksAfter || before.text === ''
    const partedAfter = !after || after.text === null || after.breaksBefore || after.text === ''
    if (standsAlone(piece) && (partedBefore || !before) && (partedAfter || !after)) groups.push([])
    else groups[groups.length - 1]?.push(piece)
  })
  return groups
}

const hasWords = ({ text }: Piece): boolean => text !== null && /[A-Za-z]{2}/.test(text)

const trim = (group: Piece[]): Piece[] => {
  let from = 0
  let to = group.length
  const isBlank = (piece: Piece | undefined) =>
    piece !== undefined && piece.text !== null && piece.text.trim() === ''
  for (;;) {
    const first = group[from]
    const second = group[from + 1]
    if (isBlank(first)) from++
    else if (first && standsAlone(first) && second && (second.text === null || second.breaksBefore)) from++
    else break
  }
  for (;;) {
    const last = group[to - 1]
    const previous = group[to - 2]
    if (to > from && isBlank(last)) to--
    else if (
      to > from &&
      last &&
      standsAlone(last) &&
      previous &&
      (previous.text === null || previous.breaksAfter)
    )
      to--
    else break
  }
  return group.slice(from, to)
}

export const findRuns = (children: readonly Node[], code: string): Run[] => {
  const groups: Piece[][] = [[]]
  for (const child of children) {
    const piece = toPiece(child, code)
    if (piece) groups[groups.length - 1]?.push(piece)
    else groups.push([])
  }
  return groups
    .flatMap(cut)
    .map(trim)
    .filter((group) => group.some(hasWords))
    .map(toRun)
}

const toRun = (group: Piece[]): Run => {
  const pieces: (string | Node)[] = []
  for (const { node, text } of group) {
    const last = pieces[pieces.length - 1]
    if (text === null) pieces.push(innerOf(node))
    else if (typeof last === 'string') pieces[pieces.length - 1] = last + text
    else if (text !== '') pieces.push(text)
  }
  const first = group[0] as Piece
  const last = group[group.length - 1] as Piece
  const edge = edges(first, last)
  const head = pieces[0]
  if (typeof head === 'string') pieces[0] = head.trimStart()
  const tail = pieces[pieces.length - 1]
  if (typeof tail === 'string') pieces[pieces.length - 1] = tail.trimEnd()
  return { ...edge, members: group.map(({ node }) => node), pieces }
}

/** White space at the edges stays in the source. */
const edges = (first: Piece, last: Piece): { start: number; end: number } => {
  const raw = (node: Node) => String(node['raw'] ?? node['value'] ?? '')
  const lead = first.node.type === 'JSXText' ? (/^\s*/.exec(raw(first.node))?.[0].length ?? 0) : 0
  const trail = last.node.type === 'JSXText' ? (/\s*$/.exec(raw(last.node))?.[0].length ?? 0) : 0
  return { start: first.node.start + lead, end: last.node.end - trail }
}

const innerOf = (node: Node): Node =>
  node.type === 'JSXExpressionContainer' ? (nodeAt(node, 'expression') ?? node) : node
