import type { Language } from '../http/language.ts'

/** What the messages of one moment need to know. */
export interface SignFacts {
  readonly language: Language
  readonly reward: number
  readonly unit: string
}

/** Story 1's message of success, to the letter with the story's configuration. */
export function successMessage({ language, reward, unit }: SignFacts): string {
  if (language === 'en') return `Checked in: ${reward} ${unit === 'reading' ? 'reading quota' : unit} added.`
  return `签到成功,获得${reward}${unit === 'reading' ? '阅读额度' : unit}!`
}

/** Story 1's refusal: when the slot opens again, today or tomorrow by the local calendar. */
export function refusalMessage(language: Language, opensAt: Date, now: Date, zone: string): string {
  const opens = localTime(opensAt, zone)
  const days = civilDays(localTime(now, zone), opens)
  if (language === 'en') {
    const when =
      days <= 0 ? 'today' : days === 1 ? 'tomorrow' : `on ${opens.year}-${opens.month}-${opens.day}`
    return `Already checked in. Come back ${when} at ${opens.hour}:${opens.minute}.`
  }
  const when = days <= 0 ? '今天' : days === 1 ? '明天' : `${Number(opens.month)}月${Number(opens.day)}日`
  const minute = opens.minute === '00' ? '' : `${opens.minute}分`
  return `今日已签到,请${when}${Number(opens.hour)}点${minute}再来签到!`
}

const FAILURES: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'not-signed-in': { zh: '请先登录!', en: 'Sign in first.' },
  'unknown-card': { zh: '阅读卡不存在!', en: 'You have no such card.' },
  'invalid-input': { zh: '请求参数有误!', en: 'The request is not understood.' },
  'foreign-page': { zh: '请在本站内签到!', en: 'Check in on this site itself.' },
  'body-too-large': { zh: '请求内容过大!', en: 'The request is too large.' },
  'unsupported-media-type': { zh: '不支持的请求格式!', en: 'Send a form or JSON.' },
  'invalid-idempotency-key': { zh: 'Idempotency-Key 格式有误!', en: 'The Idempotency-Key is not allowed.' },
  'idempotency-key-reused': {
    zh: '该 Idempotency-Key 已用于其他请求!',
    en: 'This Idempotency-Key stands for another request.',
  },
  overloaded: { zh: '签到人数过多,请稍后再试!', en: 'Too many are checking in. Try again in a moment.' },
  'database-unavailable': { zh: '服务暂时不可用,请稍后再试!', en: 'Not available at the moment. Try again.' },
  busy: { zh: '系统繁忙,请稍后再试!', en: 'Busy at the moment. Try again.' },
}

/** The message for any other refusal, by the problem's code and, for codes without one of their own, its status. */
export function failureMessage(language: Language, code: string, status: number): string {
  const known =
    FAILURES[code] ?? (status < 500 ? FAILURES['invalid-input'] : FAILURES['database-unavailable'])
  return known?.[language] ?? code
}

interface LocalTime {
  readonly year: string
  readonly month: string
  readonly day: string
  readonly hour: string
  readonly minute: string
}

function localTime(instant: Date, zone: string): LocalTime {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? ''
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  }
}

function civilDays(from: LocalTime, to: LocalTime): number {
  const days = ({ year, month, day }: LocalTime): number =>
    Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000
  return days(to) - days(from)
}
