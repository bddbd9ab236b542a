/** A node of the syntax tree, as far as it is looked at here. */
export type Node = { type: string; start: number; end: number; [field: string]: unknown }

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

export const nodeAt = (node: Node, field: string): Node | null => {
  const value = node[field]
  return isNode(value) ? value : null
}

export const nodesAt = (node: Node, field: string): Node[] => {
  const value = node[field]
  return Array.isArray(value) ? value.filter(isNode) : []
}

export const textAt = (node: Node, field: string): string => {
  const value = node[field]
  return typeof value === 'string' ? value : ''
}

/** `a.b.c` of a callee, an element's name or an expression; empty for what has no name. */
export const nameOf = (node: Node | null): string => {
  if (!node) return ''
  if (node.type === 'Identifier' || node.type === 'JSXIdentifier') return textAt(node, 'name')
  if (node.type === 'MemberExpression' || node.type === 'JSXMemberExpression') {
    const of = nameOf(nodeAt(node, 'object'))
    return `${of}${of && '.'}${nameOf(nodeAt(node, 'property'))}`
  }
  return ''
}

export const literalText = (node: Node | null): string | null =>
  node?.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : null

/** What a wrapper like `as const` or `satisfies` is around. */
export const unwrapped = (node: Node): Node => {
  const inner = nodeAt(node, 'expression')
  return inner && (node.type.startsWith('TS') || node.type === 'ParenthesizedExpression')
    ? unwrapped(inner)
    : node
}

/** A piece of a template with its escapes read; pieces of untagged templates always have it. */
export const cookedText = (quasi: Node): string => {
  const { value } = quasi
  return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : ''
}
