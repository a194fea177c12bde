import formbody from '@fastify/formbody'
import { fastify, type FastifyBaseLogger, LogController } from 'fastify'
import { deleteAccountRoute } from '../accounts/delete-account-route.ts'
import { resetPasswordRoute } from '../accounts/reset-password-route.ts'
import { accountRoutes } from '../accounts/routes.ts'
import { setUpRoute } from '../accounts/set-up-route.ts'
import { actionRoutes } from '../actions/routes.ts'
import { adminRoutes } from '../admin/routes.ts'
import { cardRoutes } from '../cards/routes.ts'
import { clientRoutes } from '../clients/routes.ts'
import { directCheckIn } from '../check-in/direct-check-in.ts'
import { checkInRoutes } from '../check-in/routes.ts'
import { receiptRoutes } from '../gateways/receipt-routes.ts'
import { gatewayRoutes } from '../dispatch/routes.ts'
import { handsetRoutes } from '../handset/routes.ts'
import { leaderboardRoute } from '../leaderboard/routes.ts'
import { liveRoute } from '../live/route.ts'
import { messageRoutes } from '../messages/routes.ts'
import { quotaRoutes } from '../quota/routes.ts'
import { readingRoutes } from '../reading/routes.ts'
import { metricsRoute } from '../metrics/route.ts'
import type { Site } from '../site.ts'
import { handleError } from './error-handler.ts'
import { healthRoutes } from './health.ts'
import { openapi } from './openapi.ts'
import { pages } from './pages.ts'
import { readOutBeforeClosing } from './read-out.ts'
import { requestId } from './request-id.ts'
import { refuseForeignPage } from './same-site.ts'
import { SECURITY_HEADERS } from './security-headers.ts'
import { KEPT_SECONDS } from './send-at-once.ts'
import type { App } from './server-types.ts'
import { refuseUnstorableText } from './text-guard.ts'
import { answerDirectly } from './direct.ts'
import { compileValidator } from './validator.ts'

/** Largest body that any route takes, in bytes. */
export const BODY_LIMIT = 64 * 1024

/**
 * The HTTP side of one process: all routes, and what stands before and after each of them.
 *
 * @param pagesFolder the built pages, or `undefined` for the API alone
 */
export async function buildApp(site: Site, pagesFolder?: string): Promise<App> {
  const loggerInstance: FastifyBaseLogger = site.log
  const app: App = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    requestIdHeader: false,
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    requestTimeout: 30_000,
    keepAliveTimeout: KEPT_SECONDS * 1000,
    // While a process stops it finishes what comes in on connections that are open, and closes each after its answer.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => {
      handleError(error, request, reply)
    },
  })
  // Fastify's own: a text is no body that any route takes.
  app.removeContentTypeParser('text/plain')
  app.setValidatorCompiler(compileValidator)
  app.setErrorHandler((error, request, reply) => {
    site.metrics.failed(error)
    handleError(error, request, reply)
  })
  app.decorateRequest('person', null)
  app.decorateRequest('idempotencyKey', null)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...SECURITY_HEADERS, 'x-request-id': request.id })
    // Answers of the API are for this moment and this member; pages set their own.
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
    refuseForeignPage(request.method, request.headers)
  })
  app.addHook('preValidation', async (request) => {
    if (request.routeOptions.config.takesAnyText !== true) refuseUnstorableText(request)
  })
  readOutBeforeClosing(app)
  app.addHook('onResponse', async (request, reply) => {
    const { method, url, routeOptions } = request
    const ms = Math.round(reply.elapsedTime)
    const route = routeOptions.url ?? 'none'
    const seconds = route.endsWith('/stream') ? undefined : reply.elapsedTime / 1000
    site.metrics.answered(method, route, reply.statusCode, seconds)
    // The one secret that stands in an address is not for the log.
    const path = route.includes(':token') ? route : url.split('?', 1)[0]
    request.log.info({ method, path, status: reply.statusCode, ms }, 'answered')
  })
  await app.register(formbody, { bodyLimit: BODY_LIMIT })
  await openapi(app)
  accountRoutes(app, site)
  setUpRoute(app, site)
  resetPasswordRoute(app, site)
  deleteAccountRoute(app, site)
  actionRoutes(app, site)
  adminRoutes(app, site)
  clientRoutes(app, site)
  checkInRoutes(app, site)
  liveRoute(app, site)
  leaderboardRoute(app, site)
  messageRoutes(app, site)
  cardRoutes(app, site)
  quotaRoutes(app, site)
  readingRoutes(app, site)
  handsetRoutes(app, site)
  receiptRoutes(app, site)
  gatewayRoutes(app, site)
  healthRoutes(app, site)
  metricsRoute(app, site)
  if (pagesFolder !== undefined) await pages(app, pagesFolder)
  answerDirectly(app, directCheckIn(app, site))
  return app
}
