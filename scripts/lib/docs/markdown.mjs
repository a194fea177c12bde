/**
 * @typedef {object} Fence
 * @property {string} language
 * @property {readonly string[]} marks the other words of its first line, such as `runnable`
 * @property {number} line
 * @property {string} code
 *
 * @typedef {object} Page
 * @property {string} file relative to the checkout
 * @property {readonly Fence[]} fences
 * @property {readonly { target: string, line: number }[]} links
 * @property {ReadonlySet<string>} anchors
 */

/**
 * The anchor that a heading gets on the usual sites: lower case, spaces as hyphens, no punctuation.
 *
 * @param {string} heading
 */
function anchorOf(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
}

/**
 * Reads what the docs check needs of a Markdown file: fenced blocks, links and headings.
 *
 * @param {string} file
 * @param {string} content
 * @returns {Page}
 */
export function readPage(file, content) {
  /** @type {Fence[]} */
  const fences = []
  /** @type {{ target: string, line: number }[]} */
  const links = []
  /** @type {Set<string>} */
  const anchors = new Set()
  /** @type {(Fence & { fence: string }) | undefined} */
  let open
  for (const [index, text] of content.split('\n').entries()) {
    const fence = /^\s*(```+)(.*)$/.exec(text)
    if (open !== undefined) {
      if (fence !== null && fence[1] === open.fence && fence[2]?.trim() === '') {
        fences.push(open)
        open = undefined
      } else open.code += `${text}\n`
    } else if (fence !== null) {
      const [language = '', ...marks] = (fence[2] ?? '').trim().split(/\s+/)
      open = { fence: fence[1] ?? '', language, marks, line: index + 1, code: '' }
    } else {
      const heading = /^#{1,6}\s+(.*)$/.exec(text)
      if (heading !== null) anchors.add(anchorOf(heading[1] ?? ''))
      const prose = text.replace(/`[^`]*`/g, '``')
      for (const link of prose.matchAll(/\]\(([^()\s]+)\)/g))
        links.push({ target: link[1] ?? '', line: index + 1 })
    }
  }
  return { file, fences, links, anchors }
}
