import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../', import.meta.url))

/** What the linter said about one place. */
export interface Finding {
  readonly file: string
  readonly rule: string
  readonly message: string
}

interface Report {
  readonly diagnostics: readonly {
    readonly filename: string
    readonly code: string
    readonly message: string
    readonly help?: string
  }[]
}

/**
 * Lints the given files, and only them, by the rules of this repository as if they stood in it at these paths.
 *
 * They stand in a folder of their own that shares our configuration and our `node_modules`, so that nothing is ever
 * planted in the working tree.
 */
export async function lintPlanted(files: Readonly<Record<string, string>>): Promise<readonly Finding[]> {
  const garden = mkdtempSync(path.join(tmpdir(), 'daylatch-planted-'))
  try {
    for (const shared of ['oxlint.config.mjs', 'scripts/lib/import-direction.mjs', 'tsconfig.base.json']) {
      cpSync(path.join(root, shared), path.join(garden, shared))
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(garden, 'node_modules'))
    write(
      garden,
      'tsconfig.json',
      JSON.stringify({ extends: './tsconfig.base.json', include: ['packages', 'apps'] }),
    )
    for (const [file, content] of Object.entries(files)) write(garden, file, content)
    return await lint(garden, [...new Set(Object.keys(files).map((file) => file.split('/')[0] ?? file))])
  } finally {
    rmSync(garden, { recursive: true })
  }
}

function write(garden: string, file: string, content: string): void {
  mkdirSync(path.join(garden, path.dirname(file)), { recursive: true })
  writeFileSync(path.join(garden, file), content)
}

/** Only the planted folders: the linter would follow the link to `node_modules` and lint everything below it. */
function lint(garden: string, folders: readonly string[]): Promise<readonly Finding[]> {
  const parameters = ['-c', 'oxlint.config.mjs', '--format=json', ...folders]
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [path.join(root, 'node_modules/oxlint/bin/oxlint'), ...parameters],
      { cwd: garden },
      (_failed, stdout, stderr) => {
        if (!stdout.trimStart().startsWith('{')) {
          reject(new Error(`The linter did not report: ${stdout}${stderr}`))
          return
        }
        const report = JSON.parse(stdout) as Report
        resolve(report.diagnostics.map(toFinding))
      },
    )
  })
}

function toFinding(one: Report['diagnostics'][number]): Finding {
  return { file: one.filename, rule: one.code, message: `${one.message} ${one.help ?? ''}` }
}
