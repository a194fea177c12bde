import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** @typedef {import('./snippets.mjs').Snippet} Snippet */

const limitMs = 60_000

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
function run(command, parameters, cwd, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/**
 * Compiles a TypeScript snippet with all checks, next to itself.
 *
 * @param {string} root
 * @param {string} folder
 */
function compile(root, folder) {
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: path.join(root, 'tsconfig.base.json'),
      compilerOptions: { composite: false, declaration: false, declarationMap: false, noEmitOnError: true },
      include: ['snippet.ts'],
    }),
  )
  return run(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], root, {})
}

/**
 * Runs one snippet the way a reader of a clone would, and compares what it prints.
 *
 * @param {string} root
 * @param {Snippet} snippet
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} what is wrong, if anything
 */
export async function runSnippet(root, snippet, env) {
  // Below the checkout, so that package names lead to its node_modules, as they do for a reader.
  const folder = path.join(root, '.daylatch/docs', snippet.at.replaceAll(/[^\w]+/g, '-'))
  mkdirSync(folder, { recursive: true })
  try {
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(path.join(folder, `snippet.${snippet.language}`), snippet.code)
    if (snippet.language === 'ts') {
      const compiled = await compile(root, folder)
      if (compiled.code !== 0) return `${snippet.at}: does not compile\n${compiled.stdout}`
    }
    const [command, parameters] =
      snippet.language === 'sh'
        ? ['bash', ['-eu', path.join(folder, 'snippet.sh')]]
        : [process.execPath, [path.join(folder, 'snippet.js')]]
    const ended = await run(command, parameters, root, env)
    if (ended.code !== 0)
      return `${snippet.at}: ended with ${String(ended.code)}\n${ended.stdout}${ended.stderr}`
    if (snippet.output === undefined || ended.stdout === snippet.output) return undefined
    return `${snippet.at}: printed\n${ended.stdout}instead of\n${snippet.output}`
  } finally {
    rmSync(folder, { recursive: true })
  }
}
