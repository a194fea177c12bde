import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { typesFromOpenApi } from '../../tools/openapi-types.ts'

const web = join(import.meta.dirname, '../..')
const root = join(web, '../..')
// Inside the workspace, so that the copy finds the same libraries.
const copy = join(web, 'dist/renamed-field')

const openApi = await readFile(join(root, 'apps/server/openapi.json'), 'utf8')

afterEach(() => rm(copy, { recursive: true, force: true }))

test('the committed types are what the server’s OpenAPI document gives', async () => {
  const committed = await readFile(join(web, 'src/api/types.generated.ts'), 'utf8')

  expect(committed, 'run: npm run generate -w @daylatch/web').toBe(
    await typesFromOpenApi(JSON.parse(openApi)),
  )
})

test('the pages compile against the types as they are', async () => {
  expect(await compileErrorsWith(openApi)).toEqual([])
})

test('a field that the server renames stops the pages’ build where the field is used', async () => {
  const renamed = openApi.replaceAll('"streak"', '"daysInARow"')

  const errors = await compileErrorsWith(renamed)

  expect(errors).toContainEqual(expect.stringMatching(/latched\.tsx.*'streak' does not exist/))
  expect(errors).toContainEqual(expect.stringMatching(/today-table\.tsx.*'streak' does not exist/))
})

/** Compiles a copy of the pages against the types of another document. */
async function compileErrorsWith(document: string): Promise<readonly string[]> {
  await mkdir(copy, { recursive: true })
  await cp(join(web, 'src'), join(copy, 'src'), { recursive: true })
  await writeFile(join(copy, 'src/api/types.generated.ts'), await typesFromOpenApi(JSON.parse(document)))
  const settings = {
    extends: '../../tsconfig.src.json',
    compilerOptions: {
      rootDir: 'src',
      composite: false,
      incremental: false,
      declaration: false,
      declarationMap: false,
    },
    include: ['src'],
  }
  await writeFile(join(copy, 'tsconfig.json'), JSON.stringify(settings))
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const run = promisify(execFile)(process.execPath, [compiler, '-p', copy, '--pretty', 'false'])
  const output = await run.then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )
  return output.split('\n').filter((line) => line.includes('error TS'))
}
