import { literalText, type Node, nameOf, nodeAt, nodesAt, unwrapped } from './tree.ts'

/** The words within an element, or what an expression is called: a translator sees it in the text. */
const describe = (node: Node): string => {
  const inner = unwrapped(node)
  if (inner.type === 'JSXElement' || inner.type === 'JSXFragment') {
    const words = nodesAt(inner, 'children')
      .filter(({ type }) => type === 'JSXText')
      .map(({ value }) => String(value))
      .join(' ')
    const [value] = nodesAt(inner, 'children').filter(({ type }) => type === 'JSXExpressionContainer')
    return (
      words.trim() ||
      (value ? describe(value) : '') ||
      nameOf(nodeAt(nodeAt(inner, 'openingElement') ?? inner, 'name'))
    )
  }
  if (inner.type === 'JSXExpressionContainer') return describe(nodeAt(inner, 'expression') ?? inner)
  if (inner.type === 'CallExpression') {
    const [first, second] = nodesAt(inner, 'arguments')
    const callee = nameOf(nodeAt(inner, 'callee'))
    const method = /\.(at|join|map|toFixed|toLocaleString|toLowerCase|toString|toUpperCase|trim)$/.exec(
      callee,
    )
    if (method) return callee.slice(0, method.index)
    if (callee === 'plural') return literalText(second ?? null) ?? 'count'
    return (first && !literalText(first) && describe(first)) || callee
  }
  if (inner.type === 'ConditionalExpression') return describe(nodeAt(inner, 'test') ?? inner) || 'either'
  if (inner.type === 'LogicalExpression' || inner.type === 'BinaryExpression')
    return describe(nodeAt(inner, 'left') ?? inner)
  return nameOf(inner)
}

const asIdentifier = (text: string): string => {
  const words = text.split(/[^A-Za-z0-9]+/).filter(Boolean)
  const last = /[.]/.test(text) ? words.slice(-1) : words.slice(0, 3)
  const name = last
    .map((word, at) => (at === 0 ? word[0]?.toLowerCase() : word[0]?.toUpperCase()) + word.slice(1))
    .join('')
  return /^[a-z]/.test(name) ? name : 'value'
}

/** A name for each value of a text, none twice. */
export const namesFor = (values: readonly Node[]): string[] => {
  const taken = new Map<string, number>()
  return values.map((value) => {
    const name = asIdentifier(describe(value))
    const count = (taken.get(name) ?? 0) + 1
    taken.set(name, count)
    return count === 1 ? name : `${name}${count}`
  })
}
