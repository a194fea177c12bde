import type { Page } from 'playwright-core'

/**
 * Collects what the browser complains about: errors and warnings in the console, uncaught errors, refusals of the
 * Content-Security-Policy, files that do not come.
 *
 * An answer of the API that is no 2xx is written to the console too. Refusals are part of these tests, so those lines
 * are left out; a missing script or style is not.
 */
export function collectComplaints(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
  page.on('console', (message) => {
    const ofTheApi =
      message.text().startsWith('Failed to load resource') && message.location().url.includes('/api/')
    if (['error', 'warning'].includes(message.type()) && !ofTheApi) complaints.push(message.text())
  })
  return complaints
}
