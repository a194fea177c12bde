import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { handleNotFound } from './error-handler.ts'
import type { App } from './server-types.ts'

const YEAR_SECONDS = 31_536_000

/** Files whose names carry a hash of their content, as Vite writes them: they never change. */
const HASHED = /\/assets\/[^/]+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+(?:\.map)?$/

/**
 * Serves the built pages: files as they are, compressed ones where the client takes them, and `index.html` for the
 * addresses of pages, which are plain words and slashes outside `/api`.
 *
 * @param folder with `index.html`; if it is not there, page addresses answer 404 as everything unknown does
 */
export async function pages(app: App, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    app.log.warn({ folder }, 'the pages are not built; build them with: npm run build')
    app.setNotFoundHandler(handleNotFound)
    return
  }
  await app.register(fastifyStatic, {
    root: folder,
    preCompressed: true,
    dotfiles: 'ignore',
    cacheControl: false,
    schemaHide: true,
    setHeaders: (reply, path) => {
      const isHashed = HASHED.test(path.replace(/\.(?:br|gz)$/, ''))
      void reply.header('cache-control', isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache')
    },
  })
  const notFound = (request: FastifyRequest, reply: FastifyReply): void => {
    if (isPage(request)) void reply.header('cache-control', 'no-cache').sendFile('index.html')
    else handleNotFound(request, reply)
  }
  app.setNotFoundHandler(notFound)
}

const PAGE = /^\/(?!api(?:\/|$))[A-Za-z0-9/_-]{0,200}$/

function isPage({ method, url }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && PAGE.test(url.split('?', 1)[0] ?? '')
}
