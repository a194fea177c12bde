import type { EffectState } from 'daylatch'
import type { Pool, PoolClient } from 'pg'
import { Problem } from '../http/problem.ts'
import { CLIENT_COLUMNS, type ClientRow, type ClientView, unknownClient, viewOf } from './client-record.ts'

const PAGE = 50

/** The last message that was asked for, whatever became of it. */
export interface LatestMessage {
  readonly id: string
  readonly state: EffectState
  readonly askedAt: string
  /** Who asked for it; `null` where it was no member. */
  readonly sentBy: { readonly id: string; readonly name: string } | null
  readonly period: string
}

export interface ListedClient extends ClientView {
  readonly latest: LatestMessage | null
}

export interface ClientsPage {
  readonly items: readonly ListedClient[]
  readonly nextCursor: string | null
}

interface ListedRow extends ClientRow {
  readonly effect_id: string | null
  readonly state: EffectState
  readonly asked_at: Date
  readonly period: string
  readonly actor: string | null
  readonly actor_name: string | null
}

/**
 * The statement of {@link searchClients}. The index of pieces finds what contains a word of two characters or more; where
 * many do, or the word is a single character, the list is read from its newest end until a page is full. So what remains
 * slow is a single character that almost nobody has.
 */
export function searchStatement(
  search: string,
  cursor: string | undefined,
): { readonly text: string; readonly values: readonly unknown[] } {
  const number = numberOf(search)
  return {
    text: `select c.*, message.*, member.name as actor_name
     from (select ${CLIENT_COLUMNS} from site.client c
           where ($1 = '' or (c.name ilike $1 and site.pieces(c.name) @> site.pieces($4))
               or (c.number like $2 and site.pieces(c.number) @> site.pieces($5)))
             and ($3::bigint is null or c.seq < $3)
           order by c.seq desc limit ${PAGE + 1}) as c
       left join lateral (
         select e.effect_id, e.state, e.asked_at, e.period, e.actor from daylatch.effect e
         where e.subject = ('client:' || c.id) collate "C" and e.action = 'message'
         order by e.asked_at desc, e.effect_id desc limit 1) as message on true
       left join site.member on member.id = message.actor
     order by c.seq desc`,
    values: [nameLike(search), number === null ? null : `%${number}%`, cursor ?? null, search.trim(), number],
  }
}

/**
 * A page of the clients whose name contains `search`, or whose number does when it is written as one; the newest first,
 * each with the last message.
 *
 * @throws {Problem} 400 `invalid-cursor`
 */
export async function searchClients(
  pool: Pool,
  search: string,
  cursor: string | undefined,
): Promise<ClientsPage> {
  if (cursor !== undefined && !/^\d{1,18}$/.test(cursor)) {
    throw new Problem(400, 'invalid-cursor', 'The cursor is not one that this list has given out.')
  }
  const { text, values } = searchStatement(search, cursor)
  const { rows } = await pool.query<ListedRow>(text, [...values])
  const shown = rows.slice(0, PAGE)
  return {
    items: shown.map((row) => ({ ...viewOf(row), latest: latestOf(row) })),
    nextCursor: rows.length > PAGE ? (shown.at(-1)?.seq ?? null) : null,
  }
}

function nameLike(search: string): string {
  const words = search.trim()
  return words === '' ? '' : `%${words.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}

/** What people put between the digits of a number is left out of it. `null` for what is no part of a number. */
function numberOf(search: string): string | null {
  const digits = search.replaceAll(/[\s().\-/\p{Cf}]/gu, '')
  return /^\+?\d+$/.test(digits) ? digits : null
}

function latestOf(row: ListedRow): LatestMessage | null {
  const { effect_id: id, state, asked_at: askedAt, period, actor, actor_name: name } = row
  if (id === null) return null
  const sentBy = actor === null || name === null ? null : { id: actor, name }
  return { id, state, askedAt: askedAt.toISOString(), sentBy, period }
}

/** @throws {Problem} 404 `unknown-client` */
export async function findClient(pool: Pool | PoolClient, id: string): Promise<ClientView> {
  const { rows } = await pool.query<ClientRow>(
    `select ${CLIENT_COLUMNS} from site.client c where c.id = $1`,
    [id],
  )
  const [row] = rows
  if (row === undefined) throw unknownClient()
  return viewOf(row)
}

/** How many other clients have this one's number: a message to one of them takes the slot of all. */
export async function countSharing(pool: Pool | PoolClient, { id, number }: ClientView): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(
    'select count(*) from site.client where number = $1 and id <> $2',
    [number, id],
  )
  return Number(rows[0]?.count)
}
