import type { Page, Route } from 'playwright-core'

type Fate = 'pass' | 'overloaded' | 'lose the request' | 'lose the answer'

/**
 * Stands between the page and the check-in route, and deals with one request after the other as told; the last fate
 * holds for all further ones. The server behind it is the real one.
 */
export async function meddle(
  page: Page,
  method: 'GET' | 'POST',
  fates: readonly Fate[],
  address = '**/api/check-ins',
): Promise<void> {
  let next = 0
  await page.route(address, async (route) => {
    if (route.request().method() !== method) return await route.fallback()
    const fate = fates[Math.min(next, fates.length - 1)] ?? 'pass'
    next += 1
    return await deal(route, fate)
  })
}

async function deal(route: Route, fate: Fate): Promise<void> {
  switch (fate) {
    case 'pass':
      return await route.continue()
    case 'overloaded':
      return await route.fulfill({
        status: 503,
        headers: { 'retry-after': '3' },
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'overloaded' }),
      })
    case 'lose the request':
      return await route.abort('connectionreset')
    case 'lose the answer':
      // The server has committed when its answer is here; the page never gets it.
      await route.fetch()
      return await route.abort('connectionreset')
  }
}
