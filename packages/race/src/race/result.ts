import type { Story } from '../report/index.ts'
import type { Coverage } from '../search/exploration.ts'

/** An order that broke the invariant: replayed, made small, told. */
export interface FoundRace {
  /** `plain bug`: it fails when the actors run one after another, too. */
  readonly kind: 'race' | 'plain bug'
  /** Stays the same while the same steps race in the same way: what a baseline remembers. */
  readonly id: string
  /** What `race replay` and `replay()` take. */
  readonly schedule: string
  /** How often it was run again, and how often it ended the same. */
  readonly reproduced: { readonly times: number; readonly of: number }
  /** What was otherwise in the first replay that did not come out the same; `null` where all did. */
  readonly difference: string | null
  readonly story: Story
  /** Path of the HTML page; `null` where none was written. */
  readonly page: string | null
}

/** What a search over one race has found. */
export interface RaceResult {
  readonly name: string
  /** Whether every order that was run kept the invariant. What was run is in `coverage`: nothing is proved. */
  readonly holds: boolean
  /** The first one; `null` where none was found. */
  readonly found: FoundRace | null
  readonly coverage: Coverage
  /** From the start of the lab to its end. */
  readonly ms: number
}

/** What one order did. */
export interface ReplayResult {
  readonly name: string
  readonly holds: boolean
  /** `null` where the invariant held. */
  readonly story: Story | null
  readonly page: string | null
}
