import { requirement } from '@daylatch/test-kit'
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const found = places.find((place) => place !== undefined && existsSync(place))

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Whether these suites can run here; if not, says once how to make them. */
export const hasChromium = requirement(
  found !== undefined,
  'no Chromium',
  'apt-get install -y --no-install-recommends chromium, or CHROMIUM_PATH=…',
)

export async function launchChromium(): Promise<Browser> {
  if (found === undefined)
    throw new Error('Expected a Chromium: set CHROMIUM_PATH, or install the chromium package')
  return await chromium.launch({ executablePath: found, headless: true, args: quiet })
}
