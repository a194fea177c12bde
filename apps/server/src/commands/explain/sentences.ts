import type { Explanation, StatusResult } from 'daylatch'
import { accountSentences } from './account-sentences.ts'
import { actionSentences } from './action-sentences.ts'
import type { FoundMember, FoundSubject } from './find-subject.ts'
import { localTime, zonedTime } from './words.ts'

export interface Explained {
  readonly found: FoundSubject
  readonly explanation: Explanation
  /** Of the actions that have make-ups, by action. */
  readonly makeUps: ReadonlyMap<string, NonNullable<StatusResult['makeUps']>>
  /** Names of actors, by id. */
  readonly names: ReadonlyMap<string, string>
  readonly zone: string
}

/** The whole answer, for an operator to read, and to read out. */
export function sentences({ found, explanation, makeUps, names, zone }: Explained): string {
  const { actions, accounts, reservations } = explanation
  const blocks = [
    [
      ...subjectSentences(found, zone),
      `The database's clock says ${zonedTime(explanation.at, zone)}; it is the one that counts.`,
    ],
    ...actions.map((action) => {
      const allowance = makeUps.get(action.action)
      const lines = actionSentences(explanation, action)
      return allowance === undefined ? lines : [...lines, `  ${makeUpSentence(allowance)}`]
    }),
    ...accounts.map((account) => accountSentences(account, reservations, names, zone)),
    ...(accounts.length === 0 ? [['No account: nothing was ever paid or granted.']] : []),
  ]
  return blocks.map((lines) => lines.join('\n')).join('\n\n')
}

function subjectSentences({ subject, member }: FoundSubject, zone: string): readonly string[] {
  if (member === null) return [`Subject ${JSON.stringify(subject)}. No member has this id or e-mail address.`]
  const line = `${member.name} <${member.email}>, ${member.role}, member ${member.id} since ${localTime(member.createdAt, zone)}.`
  return [line, ...barSentences(member, zone)]
}

function barSentences({ bannedAt, deletedAt }: FoundMember, zone: string): readonly string[] {
  if (deletedAt !== null)
    return [`The account was deleted at ${localTime(deletedAt, zone)}: nobody can sign in to it.`]
  if (bannedAt === null) return []
  return [`BANNED since ${localTime(bannedAt, zone)}: every request is refused before it comes to a claim.`]
}

function makeUpSentence({ usedThisMonth, leftThisMonth }: NonNullable<StatusResult['makeUps']>): string {
  const left = leftThisMonth === 0 ? 'none is left' : `${leftThisMonth} left`
  return `Make-ups this month: ${usedThisMonth} used, ${left}.`
}
