import { describe, expect, test } from 'vitest'
import { hasChromium } from './support/chromium.ts'
import type { Tab } from './support/person.ts'
import { useSite } from './support/site.ts'

const lightGround = 'rgb(230, 239, 243)'
const darkGround = 'rgb(12, 21, 36)'

describe.skipIf(!hasChromium)('language and appearance', () => {
  const at = useSite()

  test('the language is the browser’s until another is chosen, and the choice is remembered', async () => {
    const tab = await at.tab('/sign-in', { locale: 'zh-CN' })
    expect(await tab.heading.innerText()).toBe('登录')
    expect(await languageOf(tab)).toBe('zh-CN')
    expect(await tab.page.title()).toBe('登录 · Daylatch')

    await tab.page.getByRole('button', { name: 'English' }).click()

    expect(await tab.heading.innerText()).toBe('Sign in')
    expect(await languageOf(tab)).toBe('en')
    expect(await tab.page.title()).toBe('Sign in · Daylatch')
    await tab.reload()
    expect(await tab.heading.innerText()).toBe('Sign in')
    expect(await tab.complaints()).toEqual([])
  })

  test('another tab follows the language', async () => {
    const first = await at.tab('/sign-in')
    const second = await at.anotherTab(first, '/register')

    await first.page.getByRole('button', { name: '中文' }).click()

    await second.page.getByRole('heading', { name: '注册' }).waitFor()
  })

  test('the appearance follows the system, and a choice overrules it', async () => {
    const tab = await at.tab('/sign-in', { colorScheme: 'dark' })
    expect(await groundOf(tab)).toBe(darkGround)
    await tab.chooseTheme('Light')
    expect(await groundOf(tab)).toBe(lightGround)

    await tab.reload()

    expect(await groundOf(tab)).toBe(lightGround)
    await tab.chooseTheme('Like the system')
    expect(await groundOf(tab)).toBe(darkGround)
    expect(await tab.complaints()).toEqual([])
  })

  test('a chosen appearance and language hold before the pages’ own script has run', async () => {
    const tab = await at.tab('/sign-in')
    await tab.chooseTheme('Dark')
    await tab.page.getByRole('button', { name: '中文' }).click()
    await tab.page.route(/\/assets\/(index|libraries)-.*\.js$/, (route) => route.abort())

    await tab.page.reload()

    expect(await groundOf(tab)).toBe(darkGround)
    expect(await languageOf(tab)).toBe('zh-CN')
  })
})

async function languageOf(tab: Tab): Promise<string> {
  return await tab.page.evaluate(() => document.documentElement.lang)
}

async function groundOf(tab: Tab): Promise<string> {
  return await tab.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
}
