import type { ActionExplanation, ClaimFacts, ClaimNote, Explanation } from 'daylatch'
import { accountName, counted, localTime, zonedTime } from './words.ts'

/** What an operator needs to know of one action of a subject: where it stands, and what became of the last claims. */
export function actionSentences(explanation: Explanation, action: ActionExplanation): readonly string[] {
  return [
    `${action.action}`,
    `  ${verdictSentence(explanation.at, action)}`,
    ...missedSentence(action),
    ...(action.claims.length === 0 ? [] : [`  The latest of ${counted(action.claimed, 'claim', 'claims')}:`]),
    ...action.claims.flatMap((claim) => claimSentences(claim, zoneOf(action)).map((line) => `    ${line}`)),
    ...keySentences(explanation, action).map((line) => `  ${line}`),
  ]
}

function zoneOf({ rule, claims }: ActionExplanation): string {
  return rule?.zone ?? claims[0]?.zone ?? 'UTC'
}

function verdictSentence(at: Date, action: ActionExplanation): string {
  const { verdict, running, rule } = action
  const zone = zoneOf(action)
  const period =
    running === null || rule === null
      ? 'The configuration has no such action, so its period is not known here.'
      : rule.unit === 'ever'
        ? 'It can be claimed once for ever.'
        : `It is ${localTime(at, zone)}: the ${rule.unit} ${running.key} runs, from ${localTime(running.startsAt, zone)} to ${zonedTime(running.endsAt, zone)}.`
  if (verdict.state === 'open') return `OPEN. ${period} ${OPEN[verdict.why]} A claim made now is let in.`
  const opens =
    verdict.opensAt === null
      ? 'There is no next slot.'
      : `The next slot opens at ${zonedTime(verdict.opensAt, zone)}.`
  return `CLOSED. ${period} ${closedWhy(action, zone)} ${opens}`
}

const OPEN = {
  'never-claimed': 'It was never claimed.',
  'earlier-period': 'The latest claim is of an earlier period.',
  released: 'The latest claim was given back.',
} as const

function closedWhy({ verdict, claims }: ActionExplanation, zone: string): string {
  if (verdict.state === 'open') return ''
  const claim = claims.find(({ id }) => id === verdict.claimId)
  const when = claim === undefined ? '' : ` at ${localTime(claim.claimedAt, zone)}`
  switch (verdict.why) {
    case 'claimed':
      return `It was claimed${when}, and every other claim of it is refused.`
    case 'still-runs':
      return `The latest claim, made${when} by another rule (zone, reset time or unit were changed since), is of ${verdict.period} and still runs; two claims never overlap.`
    case 'not-later':
      return `The latest claim, of ${verdict.period}, is over; the running period is not a later one (zone, reset time or unit were changed since), and a period is never claimed twice.`
  }
}

function missedSentence({ missed }: ActionExplanation): readonly string[] {
  if (missed.length === 0) return []
  return [`  Nobody claimed ${missed.join(', ')}: no request for it has won.`]
}

function claimSentences(claim: ClaimFacts, zone: string): readonly string[] {
  const { period, kind, claimedAt, reward, rank, streak, releasedAt } = claim
  const paid =
    reward === null
      ? 'pays nothing'
      : `paid ${reward.amount} ${reward.unit} to ${accountName(reward.account)}${reward.bonus > 0 ? `, ${reward.bonus} of it for the streak` : ''}` +
        (reward.balance === null ? '' : `, which then held ${reward.balance} (entry ${reward.seq})`)
  const place = rank === null ? '' : `, no. ${rank} of its period`
  const verb = kind === 'make-up' ? 'made up' : 'claimed'
  const line = `${period}  ${verb} ${localTime(claimedAt, zone)}, ${paid}; streak ${streak}${place}. Claim ${claim.id}`
  const released =
    releasedAt === null ? [] : [`  given back at ${localTime(releasedAt, zone)}: it counts no more`]
  const { effect } = claim
  const made =
    effect === null
      ? []
      : [`  for effect ${effect.id} of ${effect.subject}: ${effect.state}, ${effect.reason ?? 'no reason'}`]
  return [line, ...made, ...released, ...claim.notes.map((note) => `  ${noteSentence(claim, note)}`)]
}

function noteSentence({ period, zone, startsAt, endsAt }: ClaimFacts, note: ClaimNote): string {
  switch (note.note) {
    case 'other-date':
      return `at ${note.localTime} on ${note.localDate} the day ${period} ran: from ${localTime(startsAt, zone)} to ${zonedTime(endsAt, zone)}`
    case 'other-zone':
      return `another zone then: ${zone}; now ${note.now}`
    case 'other-bounds':
      return `other bounds then: ${localTime(startsAt, zone)} to ${zonedTime(endsAt, zone)}; by the rule of now ${period} is ${note.startsAt.toISOString()} to ${note.endsAt.toISOString()}`
    case 'other-unit':
      return 'another unit then: the rule of now has no period of this name'
  }
}

function keySentences({ keys }: Explanation, { action, claims }: ActionExplanation): readonly string[] {
  return keys
    .filter((key) => key.action === action)
    .map(({ key, won, claimId, expiresAt }) => {
      const period = claims.find(({ id }) => id === claimId)?.period
      const claim = period === undefined ? `claim ${claimId}` : `the claim of ${period}`
      const answer = won ? `made ${claim}` : `was told of ${claim}`
      return `The request with the key ${JSON.stringify(key)} ${answer}. Until ${expiresAt.toISOString()} a request with this key gets that answer again, and claims nothing, in whatever period it comes.`
    })
}
