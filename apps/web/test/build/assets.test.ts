import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, expect, test } from 'vitest'

const folder = await mkdtemp(join(tmpdir(), 'daylatch-site-'))
await build({
  configFile: join(import.meta.dirname, '../../vite.config.ts'),
  logLevel: 'error',
  build: { outDir: folder },
})
const files = await readdir(folder, { recursive: true, encoding: 'utf8' })
const html = await readFile(join(folder, 'index.html'), 'utf8')

afterAll(() => rm(folder, { recursive: true, force: true }))

test('every file but index.html carries a hash of its content in its name', () => {
  const plain = files.filter((file) => file !== 'assets' && !/^index\.html(\.br|\.gz)?$/.test(file))

  expect(plain.length).toBeGreaterThan(8)
  expect(plain.filter((file) => !/^assets\/[\w.-]+-[\w-]{8}\.\w+(\.br|\.gz)?$/.test(file))).toEqual([])
})

test('every text file lies there compressed both ways, and unpacks to itself', async () => {
  const texts = files.filter((file) => /\.(html|js|css|svg)$/.test(file))

  expect(texts.length).toBeGreaterThan(4)
  expect((await Promise.all(texts.map(unpacksToItself))).filter((good) => !good)).toEqual([])
})

async function unpacksToItself(file: string): Promise<boolean> {
  const [bytes, brotli, gzip] = await Promise.all(
    ['', '.br', '.gz'].map((end) => readFile(join(folder, file + end))),
  )
  if (!bytes || !brotli || !gzip) return false
  return brotliDecompressSync(brotli).equals(bytes) && gunzipSync(gzip).equals(bytes)
}

test('index.html has no script, style or handler of its own', () => {
  expect(inlineCode(html)).toEqual([])
})

test.each([
  ['a script', '<script>alert(1)</script>'],
  ['a module', '<script type="module">run()</script>'],
  ['a style', '<style>p { color: red }</style>'],
  ['a style attribute', '<p style="color: red"></p>'],
  ['a handler', '<body onload="run()"></body>'],
])('the search sees %s', (_, planted) => {
  expect(inlineCode(html.replace('</head>', `${planted}</head>`))).toHaveLength(1)
})

test('the theme is chosen before the first pixel: by a plain script, ahead of everything else', () => {
  const [first] = html.matchAll(/<script[^>]*>/g)

  expect(first?.[0]).toMatch(/^<script src="\/assets\/first-paint-[\w-]{8}\.js">$/)
})

test('fonts and pictures are files, never data: addresses', async () => {
  const styles = files.filter((file) => file.endsWith('.css'))
  const texts = await Promise.all(styles.map((file) => readFile(join(folder, file), 'utf8')))

  expect(texts.join('')).toContain('.woff2')
  expect(texts.filter((text) => text.includes('data:'))).toEqual([])
})

/** What the Content-Security-Policy would refuse. */
function inlineCode(text: string): readonly string[] {
  const scripts = [...text.matchAll(/<script[^>]*>([^<]*)<\/script>/g)].filter(
    (match) => match[1]?.trim() !== '',
  )
  const others = [...text.matchAll(/<style|\sstyle\s*=|\son\w+\s*=/g)]
  return [...scripts, ...others].map((match) => match[0])
}
