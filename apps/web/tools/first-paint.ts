import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const source = 'src/first-paint.js'

/**
 * Puts `src/first-paint.js` into the head as a blocking script file of its own.
 *
 * A chosen theme and language must hold before the first pixel, module scripts run too late for that, and
 * the Content-Security-Policy forbids the usual inline script.
 */
export function firstPaint(): Plugin {
  let root = ''
  let building = false
  let address = `/${source}`
  return {
    name: 'daylatch:first-paint',
    configResolved: (config) => {
      root = config.root
      building = config.command === 'build'
    },
    buildStart() {
      if (!building) return
      const code = readFileSync(join(root, source), 'utf8')
      const hash = createHash('sha256').update(code).digest('base64url').slice(0, 8)
      const fileName = `assets/first-paint-${hash}.js`
      this.emitFile({ type: 'asset', fileName, source: code })
      address = `/${fileName}`
    },
    transformIndexHtml: () => [{ tag: 'script', attrs: { src: address }, injectTo: 'head-prepend' }],
  }
}
