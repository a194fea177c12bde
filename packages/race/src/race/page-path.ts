import { resolve } from 'node:path'

/** Where a race's page is written: a file name made of the race's name, in the folder below the working directory. */
export function pagePath(folder: string | false | undefined, name: string): string | null {
  if (folder === false) return null
  const words = name
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
  return resolve(folder ?? 'race-reports', `${words.slice(0, 80) || 'race'}.html`)
}
