import type { GatewayKind } from './gateway-schemas.ts'
import type { Config } from './schema.ts'
import { SetUpError } from './set-up-error.ts'

/** The secret that each kind of gateway needs, which is the end of its variable's name. */
const SECRETS: Readonly<Record<GatewayKind, string | undefined>> = {
  handset: undefined,
  kannel: 'PASSWORD',
  twilio: 'AUTH_TOKEN',
}

/** `DAYLATCH_GATEWAY_MY_KANNEL_PASSWORD` for the gateway `my-kannel`; nothing for a kind without a secret. */
export function secretVariable(name: string, kind: GatewayKind): string | undefined {
  const secret = SECRETS[kind]
  return secret && `DAYLATCH_GATEWAY_${name.toUpperCase().replaceAll('-', '_')}_${secret}`
}

/**
 * The secrets of the gateways that the configuration names, from the environment.
 *
 * @throws {SetUpError} which names every variable that is missing; values are never shown
 */
export function readGatewaySecrets(config: Config, variables: NodeJS.ProcessEnv): Record<string, string> {
  const needed = Object.entries(config.messages.gateways).flatMap(([name, { kind }]) => {
    const variable = secretVariable(name, kind)
    return variable === undefined ? [] : [{ name, kind, variable }]
  })
  const missing = needed.filter(({ variable }) => !isUsable(variables[variable]))
  if (missing.length > 0) {
    const lines = missing.map(
      ({ name, kind, variable }) =>
        `  ${variable}: expected the secret of the gateway "${name}" (${kind}), 1 to 200 visible ASCII characters`,
    )
    throw new SetUpError(
      `The environment has no secret for a gateway of the configuration:\n${lines.join('\n')}`,
    )
  }
  return Object.fromEntries(needed.map(({ variable }) => [variable, variables[variable] ?? '']))
}

function isUsable(value: string | undefined): boolean {
  return value !== undefined && /^[\x21-\x7e]{1,200}$/.test(value)
}
