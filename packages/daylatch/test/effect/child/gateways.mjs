// What the gateway of gateway.mjs looks like to a dispatcher, once for each class.
import { request } from 'node:http'

/** One request, no retries. */
function ask(url, path, body) {
  return new Promise((resolve, reject) => {
    const call = request(new URL(path, url), { method: body === undefined ? 'GET' : 'POST', agent: false })
    call.on('error', reject)
    call.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk))
      response.on('error', reject)
      response.on('end', () => resolve(JSON.parse(text)))
    })
    call.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/**
 * @param url of the gateway
 * @param options `beforeWrite` is awaited inside of the call, before the lease is looked at; `looksAtLease: false` takes
 * that guard away
 */
export function gatewayOf(kind, url, { timeoutMs = 60_000, beforeWrite, looksAtLease = true } = {}) {
  return {
    class: kind,
    timeoutMs,
    ...(kind === 'keyed' ? { keyLifetimeMs: 86_400_000 } : {}),
    ...(kind === 'queryable'
      ? {
          lookUp: async ({ attemptId }) => {
            const { found } = await ask(url, `/found?attemptId=${attemptId}`)
            return { found: found ? 'accepted' : 'absent' }
          },
        }
      : {}),
    send: async ({ key, attemptId }, { assertLease }) => {
      await beforeWrite?.()
      if (looksAtLease) assertLease()
      const { id } = await ask(url, '/send', { class: kind, key, attemptId })
      return { outcome: 'accepted', gatewayRef: id }
    },
  }
}

/** One of each class, and one that is looked up and sent again where it is absent. */
export function setups(url, options = {}) {
  const rest = { retryMs: 50, graceMs: 0, breaker: { failures: 10_000, openMs: 1 }, ...options.setup }
  return {
    keyed: { gateway: gatewayOf('keyed', url, options), ...rest },
    queryable: { gateway: gatewayOf('queryable', url, options), ...rest },
    resending: { gateway: gatewayOf('queryable', url, options), ...rest, resendAbsent: true },
    callback: { gateway: gatewayOf('callback', url, options), ...rest },
    blind: { gateway: gatewayOf('blind', url, options), ...rest },
  }
}
