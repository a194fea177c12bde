/** @typedef {import('./markdown.mjs').Page} Page */
/** @typedef {import('./markdown.mjs').Fence} Fence */

/**
 * @typedef {object} Snippet
 * @property {string} at where it stands: file and line
 * @property {'js' | 'ts' | 'sh'} language
 * @property {string} code
 * @property {string | undefined} output what it must print, if the page says
 */

/** @param {string} language @returns {language is Snippet['language']} */
function canRun(language) {
  return language === 'js' || language === 'ts' || language === 'sh'
}

/**
 * The blocks of a page that say `runnable`, each with the block marked `text output` that follows it.
 *
 * @param {Page} page
 * @returns {Snippet[]}
 */
export function runnableSnippets(page) {
  return page.fences.flatMap((fence, index) => {
    if (!fence.marks.includes('runnable') || !canRun(fence.language)) return []
    const next = page.fences[index + 1]
    const output = next?.marks.includes('output') === true ? next.code : undefined
    return [{ at: `${page.file}:${String(fence.line)}`, language: fence.language, code: fence.code, output }]
  })
}

/**
 * Blocks that nobody would notice to be wrong: code that is neither run nor excused, and commands that do not exist.
 *
 * In the README every js and ts block must be runnable. A shell block must be runnable too, or consist of commands of
 * this repository's package.json; elsewhere only those commands are looked at.
 *
 * @param {Page} page
 * @param {ReadonlySet<string>} npmScripts
 * @returns {string[]} one line per problem
 */
export function unguardedBlocks(page, npmScripts) {
  return page.fences.flatMap((fence) => {
    const at = `${page.file}:${String(fence.line)}`
    if (!canRun(fence.language) || fence.marks.includes('runnable')) return []
    if (fence.language !== 'sh') {
      return page.file === 'README.md'
        ? [`${at}: mark this block \`${fence.language} runnable\`, so that it is run`]
        : []
    }
    return [...fence.code.matchAll(/\bnpm (?:run )?(?:--silent )?([\w:-]+)/g)].flatMap((command) => {
      const name = command[1] ?? ''
      const known = npmScripts.has(name) || ['ci', 'install', 'exec'].includes(name)
      return known ? [] : [`${at}: package.json has no script called ${name}`]
    })
  })
}
