import { existsSync } from 'node:fs'
import path from 'node:path'

/** @typedef {import('./markdown.mjs').Page} Page */

/**
 * Links within the repository that lead nowhere: a file or folder that is not there, or a heading that is not in it.
 *
 * @param {string} root
 * @param {readonly Page[]} pages
 * @returns {string[]} one line per problem
 */
export function brokenLinks(root, pages) {
  const anchorsOf = new Map(pages.map((page) => [page.file, page.anchors]))
  return pages.flatMap((page) =>
    page.links.flatMap(({ target, line }) => {
      if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return []
      const [where = '', anchor] = target.split('#')
      const file = where === '' ? page.file : path.posix.join(path.posix.dirname(page.file), where)
      const at = `${page.file}:${String(line)}`
      if (!existsSync(path.join(root, file)))
        return [`${at}: the link ${target} leads to ${file}, which is not there`]
      const anchors = anchorsOf.get(file)
      if (anchor === undefined || anchors === undefined || anchors.has(anchor)) return []
      return [`${at}: the link ${target} leads to a heading that ${file} does not have`]
    }),
  )
}
