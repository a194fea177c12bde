import type { FastifyRequest } from 'fastify'
import type { Config } from '../config/schema.ts'
import { type Language, languageOf } from '../http/language.ts'

/** The limit, for programs and in words. */
export interface Rule {
  readonly per: 'day'
  /** `null`: the client's own, which nobody knows. */
  readonly zone: string | null
  readonly resetAt: string
  readonly sentence: string
  readonly onFailed: Config['messages']['onFailed']
}

/** The rule that limits messages, in the language that the request asks for. */
export function ruleFor(request: FastifyRequest, config: Config, zone: string | null): Rule {
  const { resetAt, onFailed } = config.messages
  const language = languageOf(request.headers['accept-language'])
  return { per: 'day', zone, resetAt, sentence: sentenceOf(language, zone, resetAt), onFailed }
}

export function sentenceOf(language: Language, zone: string | null, resetAt: string): string {
  if (language === 'en') {
    return `one per calendar day, ${zone ?? 'in the zone of the client, which is unknown'}, from ${resetAt}`
  }
  return `每个自然日一条，${zone ?? '按客户所在时区（未知）'}，从 ${resetAt} 起`
}

/** When the next slot opens. `null` means never; a message is per day, and a next day comes. */
export function nextSlot(opensAt: Date | null): string {
  if (opensAt === null) throw new TypeError('Expected a message to be possible again, on another day')
  return opensAt.toISOString()
}
