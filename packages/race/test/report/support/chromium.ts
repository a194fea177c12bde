import { requirement } from '@daylatch/test-kit'
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

const places = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
const found = places.find((place) => place !== undefined && existsSync(place))

export const hasChromium: boolean = requirement(
  found !== undefined,
  'no Chromium',
  'apt-get install -y --no-install-recommends chromium, or CHROMIUM_PATH=…',
)

export async function launchChromium(): Promise<Browser> {
  if (found === undefined)
    throw new Error('Expected a Chromium: set CHROMIUM_PATH, or install the chromium package')
  return await chromium.launch({
    executablePath: found,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  })
}
