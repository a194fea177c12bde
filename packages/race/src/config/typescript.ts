import { createRequire, register } from 'node:module'
import { pathToFileURL } from 'node:url'

let isRegistered = false

/**
 * Lets this process import TypeScript files, once: by Node itself where it can; else by `tsx` where the project has it; else
 * by taking the types away, which is all that a configuration needs. The last of them wants imports with their endings, and
 * neither enums nor decorators.
 */
export async function readTypeScript(projectFile: string): Promise<void> {
  if (isRegistered || nodeReadsTypeScript()) return
  isRegistered = true
  const tsx = tsxOf(projectFile)
  if (tsx === undefined) register('./typescript-hooks.js', import.meta.url)
  else ((await import(pathToFileURL(tsx).href)) as { register: () => void }).register()
}

function nodeReadsTypeScript(): boolean {
  const features = process.features as { readonly typescript?: string | false }
  return Boolean(features.typescript)
}

function tsxOf(projectFile: string): string | undefined {
  try {
    return createRequire(projectFile).resolve('tsx/esm/api')
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}
