import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Story } from '../story.ts'

/** The story as one HTML file that needs nothing else: no network, no fonts, no other file. */
export function renderPage(story: Story): string {
  return `<!doctype html><title>${story.anomaly.title}</title>`
}

/** Writes the page to `path`, its folder too, over what stood there. */
export async function writePage(story: Story, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, renderPage(story))
}
