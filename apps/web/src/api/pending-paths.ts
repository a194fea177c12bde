// Routes of the staff's console that the OpenAPI document has not got yet, written by hand in the generated form. Each
// goes from here as soon as the document has it: what stands there wins (see client.ts).

export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: string
}

export type State =
  'pending' | 'held' | 'sending' | 'sent' | 'failed' | 'unknown' | 'delivered' | 'undelivered' | 'cancelled'

export interface Person {
  id: string
  name: string
}

export interface Message {
  id: string
  client: Person
  number: string
  text: string
  segments: number
  state: State
  reason: string | null
  gateway: string
  sentBy: Person | null
  askedAt: string
  dueAt: string | null
  attempt: number
  period: string
  zone: string
  contradicted: boolean
  may: { cancel: boolean; lookUp: boolean; resolve: boolean }
}

export interface PendingPaths {
  '/api/messages/{id}/look-up': {
    post: {
      body: Record<string, never>
      responses: { '200': Message; '409': Problem & { message: Message } }
    }
  }
}
