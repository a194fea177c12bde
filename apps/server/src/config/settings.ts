import type { Config } from './schema.ts'

export const SIGN_UP_MODES = ['open', 'invite', 'closed'] as const

/** Who may register as a member. */
export type SignUpMode = (typeof SIGN_UP_MODES)[number]

/** What a process that serves needs to know: the configuration file and what the environment adds to it. */
export interface Settings {
  readonly config: Config
  readonly signUp: SignUpMode
  /** The folder of the articles, as an absolute path. */
  readonly articlesFolder: string
  /** What Prometheus shows to read the metrics; without one only this machine may read them. */
  readonly metricsToken: string | null
  /** Where gateways reach this site, without a slash at the end. */
  readonly publicUrl: string
  /** Secrets of the gateways, by the names of their environment variables. */
  readonly gatewaySecrets: Readonly<Record<string, string>>
}
