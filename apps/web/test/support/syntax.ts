import { parseSync } from 'oxc-parser'

export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

/** Visits every node of a TypeScript source, parents first. */
export function visit(
  file: string,
  text: string,
  see: (node: SyntaxNode, parent: SyntaxNode | undefined) => void,
): void {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`)
  walk(program, undefined, see)
}

function walk(
  value: unknown,
  parent: SyntaxNode | undefined,
  see: (node: SyntaxNode, parent?: SyntaxNode) => void,
): void {
  if (Array.isArray(value)) return value.forEach((item) => walk(item, parent, see))
  if (!isNode(value)) return
  see(value, parent)
  for (const child of Object.values(value)) walk(child, value, see)
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** The text of a string literal or of a template without its holes; undefined for anything else. */
export function literalText(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type !== 'TemplateLiteral' || !Array.isArray(node.quasis)) return undefined
  return node.quasis.map((part: { value: { cooked: string } }) => part.value.cooked).join('')
}
