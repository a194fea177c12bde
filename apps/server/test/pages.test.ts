import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handleError } from '../src/http/error-handler.ts'
import { pages } from '../src/http/pages.ts'
import type { App } from '../src/http/server-types.ts'

let folder: string
let app: App

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daylatch-pages-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html>')
  await writeFile(join(folder, 'assets/app-B1c2D3e4.js'), 'plain')
  await writeFile(join(folder, 'assets/app-B1c2D3e4.js.br'), 'brotli')
  await writeFile(join(folder, 'assets/app-B1c2D3e4.js.gz'), 'gzip')
  app = fastify()
  app.setErrorHandler(handleError)
  await pages(app, folder)
})

afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

const get = async (url: string, encoding = '') =>
  await app.inject({ method: 'GET', url, headers: { 'accept-encoding': encoding } })

describe('the built pages', () => {
  test.each([
    ['br, gzip', 'brotli', 'br'],
    ['gzip', 'gzip', 'gzip'],
    ['', 'plain', undefined],
  ])('an asset for a client that takes %j', async (accepted, body, encoding) => {
    const response = await get('/assets/app-B1c2D3e4.js', accepted)
    expect([response.statusCode, response.body, response.headers['content-encoding']]).toEqual([
      200,
      body,
      encoding,
    ])
    expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(response.headers['vary']).toBe('accept-encoding')
    expect(response.headers['content-type']).toMatch(/^(?:text|application)\/javascript/)
  })

  test.each(['/', '/sign-in', '/set-up', '/set-up?x=1', '/a/b'])('%s is a page', async (url) => {
    const response = await get(url)
    expect([response.statusCode, response.body]).toEqual([200, '<!doctype html>'])
    expect(response.headers['cache-control']).toBe('no-cache')
  })

  test.each([
    '/api',
    '/api/',
    '/api/nothing',
    '/assets/gone-B1c2D3e4.js',
    '/x.html',
    '/.env',
    '/..%2f..%2fetc%2fpasswd',
  ])('%s is nothing', async (url) => {
    const response = await get(url)
    expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([404, 'not-found'])
  })

  test.each(['/%00', '/assets/%2e%2e/%2e%2e/package.json'])('%s shows no file', async (url) => {
    const response = await get(url)
    expect(response.statusCode).toBeGreaterThanOrEqual(400)
    expect(response.statusCode).toBeLessThan(500)
  })

  test('a POST to a page is nothing', async () => {
    expect((await app.inject({ method: 'POST', url: '/sign-in' })).statusCode).toBe(404)
  })
})
