import { readFile, writeFile } from 'node:fs/promises'
import { typesFromOpenApi } from './openapi-types.ts'

// Compiled to dist/tools, so the workspace is two folders up.
const source = new URL('../../../server/openapi.json', import.meta.url)
const target = new URL('../../src/api/types.generated.ts', import.meta.url)

await writeFile(target, await typesFromOpenApi(JSON.parse(await readFile(source, 'utf8'))))
