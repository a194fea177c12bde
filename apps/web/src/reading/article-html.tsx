import { createElement, Fragment } from 'react'
import type { ReactNode } from 'react'

/** What an article may consist of, with the look of each. Anything else is reduced to its text. */
const looks: Readonly<Record<string, string>> = {
  p: '',
  em: 'italic',
  strong: 'font-semibold',
  ul: 'list-disc pl-6 grid gap-1',
  ol: 'list-decimal pl-6 grid gap-1',
  li: '',
  blockquote: 'border-l-4 border-line pl-4 text-soft grid gap-3',
  code: 'rounded bg-raised px-1 font-mono text-[0.9em] wrap-anywhere',
  pre: 'overflow-x-auto rounded-2xl border border-line bg-raised p-4 text-sm',
  hr: 'border-line',
  br: '',
}
const headingLooks: Readonly<Record<number, string>> = {
  2: 'mt-4 text-2xl font-semibold',
  3: 'mt-2 text-xl font-semibold',
}
const deepestHeading = 6
const firstHeading = 2
const linkSchemes = new Set(['http:', 'https:', 'mailto:'])
/** These hold no text for a reader, so nothing of them is kept. */
const dropped = new Set(['script', 'style', 'template', 'iframe', 'object', 'noscript'])

export interface ArticleHtmlProps {
  readonly html: string
}

/**
 * An article's HTML as elements of this page. It is parsed apart from the page, where nothing of it runs or loads, and
 * built anew from what is known here: no handler, style, frame or form of an article's gets into the page, even if the
 * server that made the HTML had let one through. The Content-Security-Policy stands behind that.
 *
 * The page has its `h1`, so the article's headings begin with `h2` and skip no level.
 */
export function ArticleHtml({ html }: ArticleHtmlProps) {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  const levels = new Map<Element, number>()
  const headings = [...body.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  const highest = Math.min(...headings.map(levelOf))
  let last = firstHeading - 1
  for (const heading of headings) {
    last = Math.min(levelOf(heading) - highest + firstHeading, last + 1, deepestHeading)
    levels.set(heading, last)
  }
  return <>{childrenOf(body, levels)}</>
}

function levelOf(heading: Element): number {
  return Number(heading.tagName.slice(1))
}

function childrenOf(parent: Node, levels: ReadonlyMap<Element, number>): ReactNode[] {
  return [...parent.childNodes].map((node, index) => <Fragment key={index}>{nodeOf(node, levels)}</Fragment>)
}

function nodeOf(node: Node, levels: ReadonlyMap<Element, number>): ReactNode {
  if (node instanceof Text) return node.data
  if (!(node instanceof Element)) return null
  const name = node.localName
  if (dropped.has(name)) return null
  const level = levels.get(node)
  if (level !== undefined)
    return createElement(
      `h${level}`,
      { className: headingLooks[level] ?? 'font-semibold' },
      childrenOf(node, levels),
    )
  if (name === 'img') return node.getAttribute('alt')
  if (name === 'a') return linkOf(node, childrenOf(node, levels))
  const look = looks[name]
  if (look === undefined) return childrenOf(node, levels)
  const empty = name === 'br' || name === 'hr'
  // A block that scrolls sideways must be within reach of the keyboard.
  const props = { className: look || undefined, ...(name === 'pre' ? { tabIndex: 0 } : {}) }
  return empty ? createElement(name, props) : createElement(name, props, childrenOf(node, levels))
}

function linkOf(node: Element, text: ReactNode[]): ReactNode {
  const href = node.getAttribute('href') ?? ''
  const address = URL.canParse(href, globalThis.location.origin)
    ? new URL(href, globalThis.location.origin)
    : undefined
  if (!address || !linkSchemes.has(address.protocol)) return text
  return (
    <a href={address.href} rel="noreferrer" className="text-link underline underline-offset-4">
      {text}
    </a>
  )
}
