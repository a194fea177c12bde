import type { BodyOf } from './client.ts'

/** One check-in as the server tells it: what it paid, its place in the day, and when the next one opens. */
export type CheckIn = BodyOf<'/api/check-ins', 'post', 201>

/** What the server knows of the member's running day. */
export type Today = BodyOf<'/api/check-ins/today', 'get', 200>

export type ListPage = BodyOf<'/api/check-ins', 'get', 200>
export type ListItem = ListPage['items'][number]

export type Quota = BodyOf<'/api/quota', 'get', 200>
export type ReadingCard = Quota['cards'][number]
