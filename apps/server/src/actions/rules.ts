import { day, ever, hour, month, type Once, once, type PeriodRule, week } from 'daylatch'
import type { ActionConfig, Config } from '../config/schema.ts'

/** What a key can be for: the actions of the configuration, and the site's check-in. */
export interface SiteAction {
  readonly once: Once
  /** Which account of the subject is paid. */
  readonly account: string
  /** Whether subjects are members of this site; else they are whatever the other back end calls them. */
  readonly isForMembers: boolean
}

// As the check-in's: shorter than the ten seconds in which a stopping process must be done.
const PATIENCE_MS = 4000

/** @param options the account of a member that the check-in pays, and what is put around the other actions */
export function actionsOf(
  config: Config,
  checkIn: Once,
  { account, measured }: { readonly account: string; readonly measured: (action: Once) => Once },
): ReadonlyMap<string, SiteAction> {
  const others = Object.entries(config.actions).map(([name, action]): [string, SiteAction] => {
    const { reward = null, rank = false } = action
    const defined = once(name, {
      per: ruleOf(action, config.zone),
      reward,
      rank,
      lockTimeoutMs: PATIENCE_MS,
      patienceMs: PATIENCE_MS,
    })
    return [name, { once: measured(defined), account: 'main', isForMembers: false }]
  })
  const own: SiteAction = { once: checkIn, account, isForMembers: true }
  return new Map([[checkIn.action, own], ...others])
}

/** @throws {DaylatchError} BAD_OPTION for a zone that this runtime does not know, or an hour that begins at 08:00 */
export function ruleOf({ per, resetAt, zone }: ActionConfig, siteZone: string): PeriodRule {
  if (per === 'ever') return ever()
  const options = { zone: zone ?? siteZone, ...(resetAt === undefined ? {} : { resetAt }) }
  return { hour, day, week, month }[per](options)
}
