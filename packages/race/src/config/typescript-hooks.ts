import { readFile } from 'node:fs/promises'
import type { LoadHook } from 'node:module'
import { fileURLToPath } from 'node:url'
import { transform } from '@swc/wasm-typescript'

/** A loader for `node:module`'s register(): takes the types out of TypeScript files and leaves every line where it was. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const { pathname } = new URL(url)
  if (!/\.m?ts$/.test(pathname)) return nextLoad(url, context)
  const filename = fileURLToPath(url)
  const source = await readFile(filename, 'utf8')
  try {
    const { code } = await transform(source, { mode: 'strip-only', module: true, filename })
    return { format: 'module', source: code, shortCircuit: true }
  } catch (failure) {
    const { message, startLine } = failure as { readonly message?: string; readonly startLine?: number }
    throw new SyntaxError(`${filename}:${startLine ?? '?'}: ${message ?? String(failure)}`)
  }
}
