import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { filesBelow } from '../fingerprint.mjs'
import { inRoot, root } from '../root.mjs'
import { PlainFailure, runMain, say } from '../say.mjs'
import { setUp } from '../set-up.mjs'
import { brokenLinks } from './links.mjs'
import { readPage } from './markdown.mjs'
import { runSnippet } from './run-snippet.mjs'
import { runnableSnippets, unguardedBlocks } from './snippets.mjs'

const places = ['README.md', 'CONTRIBUTING.md', 'docs', 'packages', 'apps', 'examples', 'bench']

/** @returns {import('./markdown.mjs').Page[]} */
function readPages() {
  const files = filesBelow(places).filter((file) => file.endsWith('.md'))
  return files.map((file) => readPage(file, readFileSync(inRoot(file), 'utf8')))
}

/** @param {readonly import('./snippets.mjs').Snippet[]} snippets */
async function runAll(snippets) {
  const { createDatabase, startTestServer } = await import('@daylatch/test-kit')
  // Not made here: as root, the database runs as somebody else, who makes a folder that is its own.
  const data = path.join(tmpdir(), `daylatch-docs-${randomUUID()}`)
  const server = await startTestServer()
  process.env['DAYLATCH_TEST_URL'] = server.url
  /** @type {string[]} */
  const problems = []
  try {
    for (const snippet of snippets) {
      const database = await createDatabase()
      const problem = await runSnippet(root, snippet, { DATABASE_URL: database.url, DAYLATCH_DATA: data })
      await database.drop()
      say(`${problem === undefined ? 'ran' : 'FAILED'}  ${snippet.at}`)
      if (problem !== undefined) problems.push(problem)
    }
  } finally {
    await server.stop()
    rmSync(data, { recursive: true, force: true })
  }
  return problems
}

async function main() {
  await setUp('test')
  const pages = readPages()
  /** @type {{ scripts: Record<string, string> }} */
  const manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  const scripts = new Set(Object.keys(manifest.scripts))
  const snippets = pages.flatMap(runnableSnippets)
  const problems = [
    ...brokenLinks(root, pages),
    ...pages.flatMap((page) => unguardedBlocks(page, scripts)),
    ...(snippets.length === 0 ? [] : await runAll(snippets)),
  ]
  if (problems.length > 0)
    throw new PlainFailure(`${problems.join('\n')}\nMend these ${String(problems.length)}.`)
  const links = pages.reduce((sum, page) => sum + page.links.length, 0)
  say(
    `${String(pages.length)} pages: ${String(links)} links lead somewhere, ${String(snippets.length)} snippets ran`,
  )
}

runMain(main)
