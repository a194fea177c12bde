import type { BodyOf } from './client.ts'

/** One check-in as the server tells it: what it paid, its place in the day, and when the next one opens. */
export type CheckIn = BodyOf<'/api/check-ins', 'post', 201>

/** What the server knows of the member's running day. */
export type Today = BodyOf<'/api/check-ins/today', 'get', 200>

export type ListPage = BodyOf<'/api/check-ins', 'get', 200>
export type ListItem = ListPage['items'][number]

/** A month of a member's days, with the rule of make-ups. */
export type Month = BodyOf<'/api/check-ins/me', 'get', 200>
export type MonthDay = Month['days'][number]
export type DayState = MonthDay['state']
export type MakeUpRule = NonNullable<Month['makeUp']>
export type MadeUp = BodyOf<'/api/check-ins/make-up', 'post', 201>

export type ReadingCard = BodyOf<'/api/cards', 'get', 200>['cards'][number]
export type EntriesPage = BodyOf<'/api/quota/entries', 'get', 200>
export type Entry = EntriesPage['items'][number]

export type Articles = BodyOf<'/api/articles', 'get', 200>
export type Article = Articles['items'][number]
export type ArticleText = BodyOf<'/api/articles/{slug}/read', 'post', 200>

export type Leaderboard = BodyOf<'/api/leaderboard', 'get', 200>

export type ClientPage = BodyOf<'/api/clients', 'get', 200>
export type ClientItem = ClientPage['items'][number]
/** A client with the slot of the running day and the limit's rule. */
export type Client = BodyOf<'/api/clients/{id}', 'get', 200>
export type Slot = Client['slot']
export type LimitRule = Client['rule']
export type ImportReport = BodyOf<'/api/clients/import', 'post', 200>

export type MessagePage = BodyOf<'/api/messages', 'get', 200>
export type Message = MessagePage['items'][number]
export type MessageState = Message['state']
/** A message with all that happened to it. */
export type MessageRecord = BodyOf<'/api/messages/{id}', 'get', 200>
export type MessageEvent = MessageRecord['events'][number]
export type Receipt = MessageRecord['receipts'][number]
export type Verdict = 'sent' | 'not-sent'
export type Resolution = BodyOf<'/api/messages/resolve', 'post', 200>

export type Gateway = BodyOf<'/api/gateways', 'get', 200>[number]

export type HandsetPage = BodyOf<'/api/handset/messages', 'get', 200>
export type HandsetMessage = HandsetPage['items'][number]
export type HandsetBehaviour = BodyOf<'/api/handset/behaviour', 'get', 200>
export type HandsetMode = HandsetBehaviour['mode']
