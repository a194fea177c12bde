import { readFile } from 'node:fs/promises'
import type { TestSite } from '../../support/start-site.ts'

/** The server processes of a site that has several, those that listen, the oldest first. Linux only: reads /proc. */
export async function workersOf(site: TestSite): Promise<readonly number[]> {
  const { pid } = site.process
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  const listening = new Set(
    [...site.process.stderr().matchAll(/"pid":(\d+),"msg":"Server listening/g)].map((line) =>
      Number(line[1]),
    ),
  )
  return children
    .trim()
    .split(' ')
    .map(Number)
    .filter((child) => listening.has(child))
}

/** What the site has logged so far. */
export function logOf(site: TestSite): readonly Readonly<Record<string, unknown>>[] {
  return site.process
    .stderr()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** The processes that have answered a request for `path`. */
export function answeringProcesses(site: TestSite, path: string): ReadonlySet<unknown> {
  const answers = logOf(site).filter((line) => line['msg'] === 'answered' && line['path'] === path)
  return new Set(answers.map((line) => line['pid']))
}
