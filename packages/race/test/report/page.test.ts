import axe from 'axe-core'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { tellStory, writePage } from '../../src/report/index.ts'
import type { Run } from '../../src/index.ts'
import { hasChromium, launchChromium } from './support/chromium.ts'
import { Actor, record } from './support/record.ts'
import { races } from './support/races.ts'

interface View {
  readonly width?: number
  readonly hash?: string
}

describe.skipIf(!hasChromium)('the page of a race', () => {
  let browser: Browser
  let folder: string

  beforeAll(async () => {
    browser = await launchChromium()
    folder = await mkdtemp(join(tmpdir(), 'daylatch-race-page-'))
  })

  afterAll(async () => {
    await browser.close()
    await rm(folder, { recursive: true })
  })

  async function open(run: Run, { width = 1280, hash = '' }: View = {}): Promise<Page> {
    const path = join(folder, `${crypto.randomUUID()}.html`)
    const isolation = [
      { level: 'repeatable read', result: 'still fails', words: 'REPEATABLE READ does not stop it.' },
      { level: 'serializable', result: 'refused', words: 'SERIALIZABLE stops it.' },
    ] as const
    const facts = { actors: ['pay <b>30</b>', 'pay 30'], schedule: 'pg:AABB#00112233', isolation }
    await writePage(await tellStory(run, facts), path)
    const page = await browser.newPage({ viewport: { width, height: 900 } })
    onTestFinished(() => page.close())
    await page.goto(`${pathToFileURL(path).href}${hash}`)
    return page
  }

  const said = (page: Page): Promise<string | null> => page.locator('#caption').textContent()
  const now = (page: Page): Promise<string[]> => page.locator('.steps .now .card p').allTextContents()

  test('keys go through the story, to its ends, and back to the whole', async () => {
    const page = await open(races.lockAfterRead())
    const whole = await said(page)
    const seen: (string | null)[] = []
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'End', 'ArrowRight', 'Home', 'Escape']) {
      await page.keyboard.press(key)
      seen.push(await said(page))
    }

    expect(whole).toContain('Lost update: ')
    expect(seen).toEqual([
      'A reads wallet: balance = 100',
      'B reads wallet: balance = 100',
      'A reads wallet: balance = 100',
      'A commits',
      'A commits',
      'A reads wallet: balance = 100',
      whole,
    ])
  })

  test('a step is marked in the list and in the picture, and what comes later is pale', async () => {
    const page = await open(races.lockAfterRead())
    await page.getByRole('button', { name: 'Step 5' }).click()

    expect(await now(page)).toEqual(['A locks wallet: waits for B '])
    expect(await page.locator('svg.wide .mark.now .number').allTextContents()).toEqual(['5'])
    expect(await page.locator('svg.wide .mark.later').count()).toBe(4)
    expect(await page.locator('#position').textContent()).toBe('step 5 of 9')
    expect(page.url().endsWith('#step-5')).toBe(true)
  })

  test('the address of a step opens it', async () => {
    const page = await open(races.lockAfterRead(), { hash: '#step-6' })

    expect(await now(page)).toEqual(['B commits '])
  })

  test('buttons do what the keys do, and end at the ends', async () => {
    const page = await open(races.guardedUpdate())
    const on = page.getByRole('button', { name: 'One step on' })
    const back = page.getByRole('button', { name: 'One step back' })
    expect(await back.isDisabled()).toBe(true)
    for (let press = 0; press < 3; press += 1) await on.click()

    expect(await on.isDisabled()).toBe(true)
    expect(await page.locator('#position').textContent()).toBe('step 3 of 3')
  })

  test('steps without a part in it are shown when they are asked for', async () => {
    const page = await open(races.lockAfterRead())
    const begin = page.getByText('begins a transaction')
    expect(await begin.first().isVisible()).toBe(false)
    await page.getByLabel('Show 2 more steps, which have no part in it').check()

    expect(await begin.count()).toBe(2)
    expect(await begin.first().isVisible()).toBe(true)
  })

  test('what had to stay true, and what came between, is drawn over the lanes', async () => {
    const page = await open(races.lostUpdate())

    expect(await page.locator('svg.wide .conflict .window').count()).toBe(1)
    expect(await page.locator('svg.wide .mark.told .number').allTextContents()).toEqual(['1', '3', '6'])
    expect(await page.locator('.role').allTextContents()).toEqual(['looks', 'comes between', 'acts on it'])
  })

  test('nothing that an application has in its rows runs, or is loaded', async () => {
    const evil = `</script><script>document.title = 'owned'</script><img src="https://example.invalid/x.png" onerror="document.title = 'owned'">`
    const [a, b] = [new Actor(0), new Actor(1)]
    const look = 'select note from account where id = $1'
    const run = record(evil, [
      a.sql(look, { rows: [{ note: evil }], parameters: [evil] }),
      b.sql(`update account set note = '${evil.replaceAll("'", "''")} too' where id = $1`, {
        parameters: [evil],
      }),
      b.commit(),
      a.sql('update account set note = $2 where id = $1', { parameters: [evil, evil] }),
      a.commit(),
    ])
    const page = await open(run)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.reload()

    expect(await page.title()).toBe('Lost update: pay <b>30</b> and pay 30')
    expect(await page.locator('img, header b').count()).toBe(0)
    expect(await page.locator('.outcome').first().textContent()).toContain(evil)
    expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([])
  })

  test('it has no violation of accessibility, light and dark, in the middle of the story', async () => {
    const page = await open(races.deadlock())
    await page.keyboard.press('ArrowRight')
    await page.evaluate(axe.source)
    const found: string[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
      found.push(...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`))
    }

    expect(found).toEqual([])
  })

  test.each(['lockAfterRead', 'deadlock', 'overlappingBookings'] as const)(
    '%s fits a telephone of 390 pixels',
    async (name) => {
      const page = await open(races[name](), { width: 390 })

      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
      expect(await page.locator('svg.narrow').isVisible()).toBe(true)
      expect(await page.locator('svg.wide').isVisible()).toBe(false)
    },
  )
})
