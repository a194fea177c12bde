import type { DurabilityFacts } from 'daylatch'
import type { Finding } from './finding.ts'

/**
 * What a crash can take with it.
 *
 * @param isAccepted DAYLATCH_UNSAFE_DURABILITY=accept: the operator has said that he takes the risk
 */
export function checkDurability(durability: DurabilityFacts, isAccepted: boolean): readonly Finding[] {
  const off = unsafeSettings(durability)
  const facts = { ...durability }
  if (off.length > 0) {
    const text =
      `The database has ${off.map(([name, value]) => `${name} = ${value}`).join(', ')}: ` +
      `a crash can take what was acknowledged. Set ${off.map(([name]) => `${name} = on`).join(', ')}.`
    const accepted = ' It was accepted with DAYLATCH_UNSAFE_DURABILITY.'
    return [
      {
        check: 'durability',
        level: isAccepted ? 'warning' : 'error',
        text: isAccepted ? text + accepted : text,
        facts,
      },
    ]
  }
  return [standby(durability)]
}

function unsafeSettings(durability: DurabilityFacts): readonly (readonly [string, string])[] {
  const { fsync, fullPageWrites, synchronousCommit, standbyNames } = durability
  const isHalf = standbyNames !== '' && ['local', 'remote_write'].includes(synchronousCommit)
  const unsafe: (readonly [string, string])[] = []
  if (!fsync) unsafe.push(['fsync', 'off'])
  if (!fullPageWrites) unsafe.push(['full_page_writes', 'off'])
  if (synchronousCommit === 'off' || isHalf) unsafe.push(['synchronous_commit', synchronousCommit])
  return unsafe
}

function standby(durability: DurabilityFacts): Finding {
  const { standbyNames, synchronousStandbys } = durability
  const finding = { check: 'durability', facts: { ...durability } }
  if (standbyNames === '') {
    const text =
      "What is acknowledged is on this server's disk. There is no synchronous standby: a failover to a standby can lose the last moments."
    return { ...finding, level: 'ok', text }
  }
  if (synchronousStandbys === 0) {
    const text =
      `synchronous_standby_names is ${JSON.stringify(standbyNames)}, and no such standby is connected: every commit ` +
      'waits for it. Bring the standby back, or take it out of that setting and reload.'
    return { ...finding, level: 'error', text }
  }
  const text =
    synchronousStandbys === null
      ? `What is acknowledged is on this disk and on a standby's (${standbyNames}); whether one is connected, this role may not see.`
      : `What is acknowledged is on this disk and on that of a standby (${standbyNames}, ${synchronousStandbys} connected).`
  return { ...finding, level: 'ok', text }
}
