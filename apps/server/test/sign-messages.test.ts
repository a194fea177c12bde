import { describe, expect, test } from 'vitest'
import { languageOf } from '../src/http/language.ts'
import { failureMessage, refusalMessage, successMessage } from '../src/check-in/sign-messages.ts'

const ZONE = 'Asia/Shanghai'
const opens = (text: string): Date => new Date(text)

describe('the refusal says when the slot opens, by the local calendar', () => {
  test.each([
    ['2026-11-22T10:00+08:00', '2026-11-23T08:00+08:00', '今日已签到,请明天8点再来签到!'],
    ['2026-11-22T07:59+08:00', '2026-11-22T08:00+08:00', '今日已签到,请今天8点再来签到!'],
    ['2026-11-22T23:59+08:00', '2026-11-23T00:00+08:00', '今日已签到,请明天0点再来签到!'],
    ['2026-11-22T10:00+08:00', '2026-11-23T08:30+08:00', '今日已签到,请明天8点30分再来签到!'],
    ['2026-11-22T10:00+08:00', '2026-11-23T20:05+08:00', '今日已签到,请明天20点05分再来签到!'],
    ['2026-11-22T10:00+08:00', '2026-11-24T08:00+08:00', '今日已签到,请11月24日8点再来签到!'],
    ['2026-12-31T10:00+08:00', '2027-01-01T08:00+08:00', '今日已签到,请明天8点再来签到!'],
  ])('at %s, open at %s', (now, at, message) => {
    expect(refusalMessage('zh', opens(at), opens(now), ZONE)).toBe(message)
  })

  test('in English', () => {
    const at = opens('2026-11-23T08:30+08:00')
    const message = refusalMessage('en', at, opens('2026-11-22T10:00+08:00'), ZONE)
    expect(message).toBe('Already checked in. Come back tomorrow at 08:30.')
  })
})

describe('the success names amount and unit of the configuration', () => {
  test.each([
    ['zh', 25, 'reading', '签到成功,获得25阅读额度!'],
    ['zh', 40, '积分', '签到成功,获得40积分!'],
    ['en', 40, 'coins', 'Checked in: 40 coins added.'],
  ] as const)('%s %i %s', (language, reward, unit, message) => {
    expect(successMessage({ language, reward, unit })).toBe(message)
  })
})

test('a code without a text of its own is answered by its status', () => {
  expect(failureMessage('zh', 'something-new', 400)).toBe('请求参数有误!')
  expect(failureMessage('en', 'something-new', 503)).toBe('Not available at the moment. Try again.')
})

test('Chinese where no language is asked for', () => {
  expect(languageOf(undefined)).toBe('zh')
})
