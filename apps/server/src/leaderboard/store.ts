import type { Pool, PoolClient } from 'pg'
import { CHECK_IN } from '../check-in/rules.ts'

export const LEADERBOARD_JOB = 'leaderboard'

const SHOWN = 50

export interface Leaderboard {
  readonly updatedAt: string | null
  readonly streaks: readonly { readonly place: number; readonly name: string; readonly streak: number }[]
  readonly totals: readonly { readonly place: number; readonly name: string; readonly claims: number }[]
}

/**
 * Computes both boards anew: streaks that still run, and all check-ins ever. Equal ones share a place, and stand in the
 * order in which they got there. Reads every member's latch, and keeps the first few while it does: with a million members,
 * sorting all of them would take more than all the rest. Requests read the result only.
 *
 * @param brokenBefore streaks whose latest claim ended before this instant are broken
 */
export async function computeLeaderboard(client: Pool | PoolClient, brokenBefore: Date): Promise<void> {
  await client.query(
    `with hidden as materialized (
       select count(*) as members from site.member where banned_at is not null or deleted_at is not null
     ), ranked as (
       ${board('streaks', 'streak', 'ends_at >= $2 and not released')}
       union all
       ${board('totals', 'claims', 'true')}
     ), shown as (select * from ranked where position <= $3), gone as (
       delete from site.leaderboard l where not exists (
         select from shown s where s.board = l.board and s.position = l.position
       )
     )
     insert into site.leaderboard (board, position, place, member_id, value)
     select board, position, place, id, value from shown
     on conflict (board, position) do update
       set place = excluded.place, member_id = excluded.member_id, value = excluded.value`,
    [CHECK_IN, brokenBefore, SHOWN],
  )
}

/** One board. As many more than are shown are looked at as there are members who must not be shown. */
function board(name: string, value: 'streak' | 'claims', condition: string): string {
  return `select '${name}' as board, rank() over (order by f.value desc) as place, m.id, f.value,
         row_number() over (order by f.value desc, f.claimed_at, f.subject) as position
       from (
         select subject, ${value}::bigint as value, claimed_at from daylatch.latch
         where action = $1 and ${condition}
         order by ${value} desc, claimed_at, subject limit $3 + (select members from hidden)
       ) f cross join lateral (
         select id from site.member where id = f.subject collate "default" and banned_at is null and deleted_at is null limit 1
       ) m`
}

/** The boards as they were computed last, with the names that the members have now. */
export async function readLeaderboard(pool: Pool): Promise<Leaderboard> {
  const { rows } = await pool.query<{
    updated: Date | null
    board: string | null
    place: number
    name: string
    value: string
  }>(
    `select nullif(j.ran_at, '-infinity') as updated, l.board, l.place, m.name, l.value
     from (select) one left join site.job j on j.name = $1
       left join (site.leaderboard l join site.member m on m.id = l.member_id) on true
     order by l.board, l.position`,
    [LEADERBOARD_JOB],
  )
  const of = (board: string) => rows.filter((row) => row.board === board)
  return {
    updatedAt: rows[0]?.updated?.toISOString() ?? null,
    streaks: of('streaks').map(({ place, name, value }) => ({ place, name, streak: Number(value) })),
    totals: of('totals').map(({ place, name, value }) => ({ place, name, claims: Number(value) })),
  }
}
