import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { anomalyIds, anomaly } from '../../src/report/shape/anomalies.ts'

test('the documentation names every shape that a story can have, and no other', async () => {
  const page = await readFile(join(import.meta.dirname, '../../../../docs/race-stories.md'), 'utf8')
  const [, table = ''] = page.split('## The names')
  const rows = [...table.matchAll(/^\| ([a-z ]+?) +\|/gm)].map(([, name]) => name)

  expect(new Set(rows.slice(1))).toEqual(new Set(anomalyIds.map((id) => anomaly(id).title)))
})
