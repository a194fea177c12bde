import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasChromium } from './support/chromium.ts'
import type { Tab } from './support/person.ts'
import { useSite } from './support/site.ts'
import type { TestMember } from '../../../server/test/support/member.ts'

describe.skipIf(!hasChromium)('the reading room', () => {
  const at = useSite({ config: { articles: join(import.meta.dirname, 'articles') } })

  test('tells price and balance before it spends, opens the article, and keeps it open', async () => {
    const tab = await at.tabOf(await memberWithQuota(), '/reading')
    await articleIn(tab, 'Two at once').getByText('20 reading quota').waitFor()
    await tab.page.getByRole('link', { name: 'Two at once' }).click()
    await seesPrice(tab)
    expect(await tab.page.locator('[data-price] dd').allInnerTexts()).toEqual(['25', '5'])

    await tab.press('Pay 20 and read')

    await tab.sees('20 reading quota were paid. Left on the card: 5.')
    await tab.page.locator('article:focus').waitFor()
    expect(await headingsOf(tab)).toEqual(['H1 Two at once', 'H2 What happens', 'H3 The cure'])
    await tab.page.getByRole('link', { name: 'All articles' }).click()
    await articleIn(tab, 'Two at once').getByText('Yours to read').waitFor()
    await tab.page.getByRole('link', { name: 'Two at once' }).click()
    await tab.sees('Both read the flag before either has set it.')
    await tab.page.getByRole('button', { name: '中文' }).click()
    await tab.sees('两个请求都在写入之前读到了旧的标志。')
    await tab.goTo('/balance')
    const paid = tab.page.locator('tr[data-kind="settle"]')
    await paid.getByRole('link', { name: '文章：同时两次' }).waitFor()
    expect(await paid.locator('td').allInnerTexts()).toEqual(['-20', '5'])
    expect(await tab.page.getByText('原因').count()).toBe(0)
    expect(await tab.complaints()).toEqual([])
  })

  test('two browsers that pay at the same moment are charged once, and both get to read', async () => {
    const member = await memberWithQuota()
    const tabs = [
      await at.tabOf(member, '/reading/two-at-once'),
      await at.tabOf(member, '/reading/two-at-once'),
    ]
    for (const tab of tabs) await seesPrice(tab)

    await Promise.all(tabs.map((tab) => tab.press('Pay 20 and read')))

    for (const tab of tabs) await tab.sees('Both read the flag before either has set it.')
    const told = await Promise.all(tabs.map((tab) => tab.page.locator('[data-reading="open"]').innerText()))
    expect([...told].sort()).toEqual([
      '20 reading quota were paid. Left on the card: 5.',
      'You had paid for this article already, so nothing was charged.',
    ])
    expect(await member.quota()).toBe(5)
  })

  test('a balance that is spent meanwhile is refused with what is missing, and left as it is', async () => {
    const member = await memberWithQuota()
    const tab = await at.tabOf(member, '/reading/two-at-once')
    await seesPrice(tab)
    expect((await member.post('/api/articles/second/read', {})).status).toBe(200)

    await tab.press('Pay 20 and read')

    await tab.sees('Nothing was charged: Reading card 1 has 5 free by now, 15 reading quota are missing.')
    await tab.sees('Reading card 1 has 5 free: 15 reading quota are missing.')
    expect(await tab.page.getByRole('button', { name: 'Pay 20 and read' }).count()).toBe(0)
    expect(await member.quota()).toBe(5)
  })

  test('an answer that is lost after the payment shows the article all the same, paid for once', async () => {
    const member = await memberWithQuota()
    const tab = await at.tabOf(member, '/reading/two-at-once')
    await seesPrice(tab)
    await tab.page.route(
      '**/api/articles/two-at-once/read',
      async (route) => {
        await route.fetch()
        await route.abort('connectionreset')
      },
      { times: 1 },
    )

    await tab.press('Pay 20 and read')

    await tab.sees('Both read the flag before either has set it.')
    expect(await member.quota()).toBe(5)
  })

  test('a visitor sees the prices and what is free of them, and is led to signing in', async () => {
    const tab = await at.tab('/reading')
    await articleIn(tab, 'For nothing').getByText('Free', { exact: true }).waitFor()

    await tab.page.getByRole('link', { name: 'Two at once' }).click()

    await tab.sees('Sign in to read this article.')
    await tab.goTo('/reading/no-such-article')
    await tab.page.getByRole('heading', { name: 'There is no such article' }).waitFor()
    expect(await tab.complaints()).toEqual([])
  })

  // The server makes this HTML from Markdown without any of it; here it is let through on purpose.
  test('nothing of an article runs, loads, or breaks the order of the headings', async () => {
    const tab = await at.memberTab()
    const html = `<h2 onclick="window.ran = 1">Second</h2><script>window.ran = 1</script><h6>Sixth</h6>
      <p style="color: red">Text<img src="/x.png" onerror="window.ran = 1" alt="picture"></p>
      <a href="javascript:window.ran = 1">trap</a> <a href="https://example.com/a">way</a>
      <iframe src="/"></iframe><form action="/api/sign" method="post"><button>Press</button></form>`
    await tab.page.route('**/api/articles/free/read', (route) =>
      route.fulfill({
        json: { slug: 'free', language: null, title: 'T', html, price: 0, charged: 0, balance: 0 },
      }),
    )

    await tab.goTo('/reading/free')

    const article = tab.page.getByRole('article')
    await article.waitFor()
    expect(await headingsOf(tab)).toEqual(['H1 For nothing', 'H2 Second', 'H3 Sixth'])
    expect(
      await article.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
    ).toEqual(['https://example.com/a'])
    const left = article.locator('script, img, iframe, form, button, [style], [onclick]')
    expect(await left.count()).toBe(0)
    expect(await tab.page.evaluate(() => 'ran' in globalThis)).toBe(false)
    // Parsing them is what the browser's policy speaks up about; nothing else is wrong with the page.
    const others = (await tab.complaints()).filter((text) => !text.includes('Content Security Policy'))
    expect(others).toEqual([])
  })

  async function memberWithQuota(): Promise<TestMember> {
    const member = await at.site.member()
    expect((await member.checkIn()).status).toBe(201)
    return member
  }
})

/** Waits for the price, and for the balance beside it. */
async function seesPrice(tab: Tab): Promise<void> {
  await tab.sees('Reading this article costs 20 reading quota, once.')
  await tab.page.locator('[data-price] dd').first().waitFor()
}

function articleIn(tab: Tab, title: string) {
  return tab.page.getByRole('listitem').filter({ has: tab.page.getByRole('heading', { name: title }) })
}

async function headingsOf(tab: Tab): Promise<readonly string[]> {
  return await tab.page
    .getByRole('main')
    .locator('h1, h2, h3, h4, h5, h6')
    .evaluateAll((found) => found.map((heading) => `${heading.tagName} ${heading.textContent}`))
}
