import type { Result, Row, Session } from '../drivers/database.ts'
import type { Action, Attempt } from './action.ts'
import { type ClaimRecord, text, toDate } from './claim-record.ts'
import { beginning, type ClaimOutcome, isDoubtful } from './claim-transaction.ts'
import { toLoss } from './loss.ts'
import type { PeriodOffer } from './period-offer.ts'
import { isRandom } from './reward.ts'
import { winnersInTheWay } from './statements.ts'
import { textArray } from './text-array.ts'

/**
 * Claims for many subjects without idempotency keys in one transaction of one statement, and then, only where somebody did
 * not win, looks up the claims in their way. All or nothing, as `claimInOneTransaction`, and much less work for the
 * database; but whoever waits in it waits `lockTimeoutMs` at most, for the counter of the ranks too.
 *
 * @throws the error of the first statement that failed; after a lost connection the outcome is not known
 */
export async function claimAtOnce(
  session: Session,
  action: Action,
  attempts: readonly Attempt[],
  offer: PeriodOffer,
  lockTimeoutMs: number,
): Promise<ClaimOutcome> {
  const { name, statements, bonuses } = action
  const warningsBefore = session.warnings.length
  const subjects = textArray(attempts.map(({ subject }) => subject))
  const ids = `{${attempts.map(({ id }) => id).join(',')}}`
  const accounts = textArray(attempts.map(({ account }) => account))
  const values: unknown[] = [
    name,
    subjects,
    ids,
    accounts,
    offer.keys,
    offer.starts,
    offer.ends,
    action.rule.zone,
  ]
  const { reward } = action
  if (reward !== null) {
    values.push(reward.unit, isRandom(reward) ? attempts.map(({ drawn }) => drawn) : reward.amount)
  }
  if (bonuses) values.push(offer.bonusVersion ?? 0)
  const [, answer, end] = await allOf([
    session.query(beginning(lockTimeoutMs)),
    session.query({ ...statements.claimAtOnce, values }),
    session.query({ text: 'commit' }),
  ])
  if (end?.command !== 'COMMIT') throw new Error(`Expected COMMIT, got ${end?.command}`)
  const row = answer?.rows[0]
  if (row === undefined) throw new TypeError('Expected one row from the claim statement')
  const fits = row['period'] != null
  const won = fits ? toWinners(row, action, attempts, offer) : new Map<string, ClaimRecord>()
  const losers = fits ? attempts.filter(({ id }) => !won.has(id)) : []
  const inTheWay = losers.length === 0 ? [] : await findInTheWay(session, name, losers)
  return {
    at: Number(text(row, 'at')),
    bonusVersion: Number(row['bonus_version'] ?? 0),
    fits,
    won,
    lost: new Map(inTheWay.map((other) => [text(other, 'subject'), toLoss(other)])),
    byKey: new Map(),
    doubtful: isDoubtful(session, warningsBefore),
  }
}

/**
 * After the commit. A failure here must look like a lost answer, whatever it is: who won has won, and is looked up.
 */
async function findInTheWay(
  session: Session,
  action: string,
  losers: readonly Attempt[],
): Promise<readonly Row[]> {
  const values = [action, losers.map(({ subject }) => subject), losers.map(({ id }) => id)]
  try {
    return (await session.query({ ...winnersInTheWay, values })).rows
  } catch (error) {
    throw new Error(`The batch is committed, but not all of its answer was had: ${String(error)}`)
  }
}

/** All answers, in the order of the questions, when the last has come: nobody else's statement may come in between. */
async function allOf(questions: readonly Promise<Result>[]): Promise<readonly Result[]> {
  const answers = await Promise.allSettled(questions)
  return answers.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason
    return answer.value
  })
}

/** What the statement tells of each winner is what only the database knew; the rest is what it was told itself. */
function toWinners(
  row: Row,
  action: Action,
  attempts: readonly Attempt[],
  offer: PeriodOffer,
): ReadonlyMap<string, ClaimRecord> {
  const won = new Map<string, ClaimRecord>()
  const winners = row['winners'] ?? ''
  if (winners === '') return won
  const period = text(row, 'period')
  const at = offer.keys.indexOf(period)
  // One of each for all of the batch: the records are remembered by the ten thousand, and dates would be a third of them.
  const startsAt = new Date(offer.starts[at] ?? '')
  const endsAt = new Date(offer.ends[at] ?? '')
  const claimedAt = toDate(row, 'at')
  const byId = new Map(attempts.map((attempt) => [attempt.id, attempt]))
  const { name, reward, rule, ranked } = action
  let rank = Number(text(row, 'first'))
  for (const winner of winners.split(';')) {
    const [id = '', streak, balance, bonus, start] = winner.split(',')
    const attempt = byId.get(id)
    if (attempt === undefined) throw new TypeError('Expected the claim statement to name our own attempts')
    const bonusAmount = Number(bonus)
    const amount = reward === null ? 0 : isRandom(reward) ? (attempt.drawn ?? 0) : reward.amount
    won.set(id, {
      id,
      subject: attempt.subject,
      action: name,
      kind: 'ordinary',
      period,
      startsAt: start === '' ? startsAt : new Date(Number(start)),
      endsAt,
      claimedAt,
      releasedAt: null,
      effectId: null,
      zone: rule.zone,
      reward:
        reward === null
          ? null
          : {
              amount: amount + bonusAmount,
              bonus: bonusAmount,
              unit: reward.unit,
              account: attempt.account,
              balance: Number(balance),
            },
      streak: Number(streak),
      rank: ranked ? rank++ : null,
    })
  }
  return won
}
