import { kyselyAdapter } from '@better-auth/kysely-adapter'
import type { BetterAuthOptions } from 'better-auth'
import { APIError, createAuthMiddleware } from 'better-auth/api'
import { betterAuth } from 'better-auth/minimal'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { HOT_COOKIE, HOT_COOKIE_MS, type HotCookies } from './hot-cookie.ts'
import { isRole } from './roles.ts'

/** The header in which `callAuth` hands over the socket's address. Clients cannot set it: their headers are not passed on. */
export const ADDRESS_HEADER = 'x-daylatch-address'

const DAY_SECONDS = 86_400

export interface AuthParts {
  readonly pool: Pool
  readonly secret: string
  readonly hotCookies: HotCookies
}

/** What is used of better-auth. */
export type Auth = ReturnType<typeof createAuth>

/**
 * better-auth on our tables, for sign-up, sign-in, sign-out and sessions.
 *
 * Its own origin check and rate limiter are off: `refuseForeignPage` and `countSignUp` stand before it and are
 * stricter (the first lets scripts without an Origin header in, the second counts in one atomic statement).
 */
export function createAuth({ pool, secret, hotCookies }: AuthParts) {
  return betterAuth({
    appName: 'Daylatch',
    baseURL: 'http://localhost/api/auth',
    basePath: '/api/auth',
    secret,
    database: kyselyAdapter(new Kysely({ dialect: new PostgresDialect({ pool }) }).withSchema('site'), {
      type: 'postgres',
      transaction: true,
    }),
    emailAndPassword: { enabled: true, minPasswordLength: 8, maxPasswordLength: 128 },
    ...TABLES,
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    onAPIError: { throw: true },
    advanced: {
      cookiePrefix: 'daylatch',
      useSecureCookies: false,
      disableCSRFCheck: true,
      disableOriginCheck: true,
      // The session and its member in one statement.
      database: { validateSchema: false, joins: true },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    databaseHooks: { session: { create: { before: async ({ userId }) => refuseBanned(pool, userId) } } },
    hooks: {
      after: createAuthMiddleware(async (ctx) => {
        const fresh = ctx.context.newSession
        if (fresh === null) return
        const role: unknown = fresh.user['role']
        if (!isRole(role)) return
        const person = { id: fresh.user.id, role, sessionId: fresh.session.id }
        ctx.setCookie(HOT_COOKIE, hotCookies.issue(person), {
          path: '/',
          httpOnly: true,
          sameSite: 'lax',
          maxAge: HOT_COOKIE_MS / 1000,
        })
      }),
    },
  })
}

async function refuseBanned(pool: Pool, memberId: string): Promise<void> {
  const { rowCount } = await pool.query('select from site.member where id = $1 and banned_at is not null', [
    memberId,
  ])
  if (rowCount !== 0) {
    throw new APIError('FORBIDDEN', { code: 'BANNED', message: 'This account has been closed by the staff.' })
  }
}

const TIMES = { createdAt: 'created_at', updatedAt: 'updated_at' } as const

const TABLES = {
  user: {
    modelName: 'member',
    fields: { emailVerified: 'email_verified', ...TIMES },
    additionalFields: {
      role: { type: 'string', required: false, input: false, defaultValue: 'member' },
      bannedAt: { type: 'date', required: false, input: false, returned: true, fieldName: 'banned_at' },
    },
  },
  session: {
    modelName: 'session',
    expiresIn: 7 * DAY_SECONDS,
    updateAge: DAY_SECONDS,
    // A GET of the session reads it and nothing else; a POST of the same address prolongs it.
    deferSessionRefresh: true,
    cookieCache: { enabled: false },
    fields: {
      userId: 'member_id',
      expiresAt: 'expires_at',
      ipAddress: 'ip_address',
      userAgent: 'user_agent',
      ...TIMES,
    },
  },
  account: {
    modelName: 'credential',
    fields: {
      userId: 'member_id',
      accountId: 'account_id',
      providerId: 'provider_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      ...TIMES,
    },
  },
  verification: {
    modelName: 'verification',
    fields: { expiresAt: 'expires_at', ...TIMES },
  },
} as const satisfies Pick<BetterAuthOptions, 'user' | 'session' | 'account' | 'verification'>
