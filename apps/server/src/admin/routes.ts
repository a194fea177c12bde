import { apiKeyAdminRoutes } from '../api-keys/routes.ts'
import { auditRoutes } from '../audit/routes.ts'
import { exportRoutes } from '../exports/routes.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { verificationRoutes } from '../verification/routes.ts'
import { configRoute } from './config-route.ts'
import { correctionRoute } from './correction-route.ts'
import { linkAdminRoutes } from './link-routes.ts'
import { lockWaitRoute } from './lock-wait-route.ts'
import { memberAdminRoutes } from './members-routes.ts'

/** Everything under `/api/admin`. Each of these routes has the hook `requireRole(site, 'admin')`; a test goes through them all. */
export function adminRoutes(app: App, site: Site): void {
  memberAdminRoutes(app, site)
  linkAdminRoutes(app, site)
  apiKeyAdminRoutes(app, site)
  auditRoutes(app, site)
  correctionRoute(app, site)
  lockWaitRoute(app, site)
  verificationRoutes(app, site)
  configRoute(app, site)
  exportRoutes(app, site)
}
