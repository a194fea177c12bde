import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { describeApi } from '../src/http/describe-api.ts'
import { startSite } from './support/start-site.ts'

test('the committed description is the one of the routes; `npm run openapi -w @daylatch/server` writes it', async () => {
  const committed = await readFile(new URL('../openapi.json', import.meta.url), 'utf8')
  expect(committed).toBe(await describeApi())
  const site = await startSite()
  expect(await (await fetch(`${site.url}/api/openapi.json`)).json()).toEqual(JSON.parse(committed))
  await site.stop()
})

test('every operation has a name and a schema for each of its answers', async () => {
  const { paths } = JSON.parse(await describeApi()) as {
    readonly paths: Record<
      string,
      Record<string, { operationId?: string; responses: Record<string, { content?: object }> }>
    >
  }
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, ...operation })),
  )
  expect(operations.length).toBeGreaterThanOrEqual(14)
  expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(operations.length)
  for (const { name, responses } of operations) {
    for (const [status, { content }] of Object.entries(responses)) {
      expect(content, `${name} ${status}`).toBeDefined()
    }
  }
})
