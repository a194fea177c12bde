import type { Config } from '../config/schema.ts'
import type { MessageRules } from './verdict.ts'

/** The part of the configuration that verdicts go by. */
export function messageRulesOf({ messages }: Config): MessageRules {
  return { quietHours: messages.quietHours, maxSegments: messages.maxSegments }
}

/** Whose message it is limits it: the client's subject. */
export function subjectOfClient(clientId: string): string {
  return `client:${clientId}`
}

/** The client's id in a subject, or `null` where it is none. */
export function clientOfSubject(subject: string): string | null {
  return /^client:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(subject)?.[1] ?? null
}
