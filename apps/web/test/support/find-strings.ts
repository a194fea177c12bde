import { isNode, literalText, visit } from './syntax.ts'
import type { SyntaxNode } from './syntax.ts'

/** Attributes whose value a person sees or hears. */
const spokenAttributes = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'content',
  'label',
  'placeholder',
  'summary',
  'title',
])

/** What may stand in the source: the product's name is the same in every language. */
const allowed = new Set(['Daylatch'])

const expressions = new Set([
  'ConditionalExpression',
  'LogicalExpression',
  'ParenthesizedExpression',
  'TSAsExpression',
])

/** Words for people that a source holds instead of taking them from the catalogues, each as `file:line "words"`. */
export function findStrings(file: string, text: string): readonly string[] {
  const found: string[] = []
  const report = (node: SyntaxNode, words: string | undefined): void => {
    const trimmed = words?.trim() ?? ''
    if (!/\p{L}/u.test(trimmed) || allowed.has(trimmed)) return
    found.push(`${file}:${text.slice(0, node.start).split('\n').length} "${trimmed}"`)
  }
  visit(file, text, (node, parent) => {
    if (node.type === 'JSXText') report(node, String(node.value))
    else if (node.type === 'JSXAttribute') reportAll(spoken(node), report)
    else if (node.type === 'JSXExpressionContainer' && parent?.type !== 'JSXAttribute')
      reportAll(node.expression, report)
    else if (isChinese(node)) report(node, literalText(node))
  })
  return [...new Set(found)]
}

function spoken(attribute: SyntaxNode): unknown {
  if (!isNode(attribute.name) || !spokenAttributes.has(String(attribute.name.name))) return undefined
  const { value } = attribute
  return isNode(value) && value.type === 'JSXExpressionContainer' ? value.expression : value
}

/** The literals that an expression may come to, whichever way its conditions go. */
function reportAll(node: unknown, report: (node: SyntaxNode, words: string | undefined) => void): void {
  if (!isNode(node)) return
  report(node, literalText(node))
  if (!expressions.has(node.type)) return
  for (const key of ['consequent', 'alternate', 'left', 'right', 'expression']) reportAll(node[key], report)
}

/** Chinese anywhere in code is a text for people, attribute or not. */
function isChinese(node: SyntaxNode): boolean {
  return /\p{Script=Han}/u.test(literalText(node) ?? '')
}
