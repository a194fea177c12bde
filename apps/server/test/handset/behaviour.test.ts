import { waitFor } from '@daylatch/test-kit'
import { describe, expect, test } from 'vitest'
import { TestHandset } from '../support/handset.ts'

describe('a message', () => {
  test('appears on its telephone, newest first, by pages', async () => {
    const handset = await TestHandset.start()
    const [ada, bo] = ['+447700900001', '+447700900002']
    for (const text of ['1', '2', '3']) await handset.send({ number: ada, text, key: `ada-${text}` })
    await handset.send({ number: bo, text: '4' })

    expect(await handset.messages(ada)).toEqual(
      ['3', '2', '1'].map((text) => ({
        id: `h-${text}`,
        number: ada,
        text,
        attemptId: `ada-${text}.1`,
        arrivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
        receipt: 'none',
      })),
    )
    const first = await handset.ask('GET', '/messages?limit=3')
    expect(first.body).toMatchObject({
      items: [{ text: '4' }, { text: '3' }, { text: '2' }],
      nextCursor: '2',
    })
    const second = await handset.ask('GET', '/messages?limit=3&cursor=2')
    expect(second.body).toMatchObject({ items: [{ text: '1' }], nextCursor: null })
  })

  test('with an idempotency key arrives once, and each time gets the same answer', async () => {
    const handset = await TestHandset.start()
    const answers = await Promise.all(
      Array.from({ length: 8 }, async (_, index) =>
        handset.send({ key: 'once', keyed: true, attemptId: `once.${index}` }),
      ),
    )
    await handset.kill()
    await handset.startAgain()
    answers.push(await handset.send({ key: 'once', keyed: true }))
    expect(answers).toEqual(Array.from({ length: 9 }, () => ({ status: 202, body: { id: 'h-1' } })))
    expect(await handset.messages()).toHaveLength(1)
  })

  test('without one arrives as often as it is sent', async () => {
    const handset = await TestHandset.start()
    await Promise.all(Array.from({ length: 8 }, async () => await handset.send({ key: 'again' })))
    expect(await handset.messages()).toHaveLength(8)
  })

  test('under the key of another message is refused', async () => {
    const handset = await TestHandset.start()
    const [one, other] = await Promise.all([
      handset.send({ key: 'once', keyed: true, text: 'one' }),
      handset.send({ key: 'once', keyed: true, text: 'other' }),
    ])
    expect(one.status).toBe(202)
    expect(other).toMatchObject({ status: 422, body: { code: 'key-reused' } })
    expect(await handset.messages()).toHaveLength(1)
  })

  test('is found by its attempt, or is not there', async () => {
    const handset = await TestHandset.start()
    await handset.send({ key: 'a', attemptId: 'a.1' })
    await handset.send({ key: 'a', attemptId: 'a.2' })
    const found = await handset.ask('GET', '/attempts?key=a&attemptId=a.1')
    expect(found.body).toMatchObject({ message: { id: 'h-1', attemptId: 'a.1' } })
    const absent = await handset.ask('GET', '/attempts?key=a&attemptId=a.3')
    expect(absent).toEqual({ status: 200, body: { message: null } })
  })
})

describe('the behaviour', () => {
  test('`stall` has the message at once, and answers later', async () => {
    const handset = await TestHandset.start()
    await handset.behave({ mode: 'stall', seconds: 3600 })
    const answer = handset.send().catch((error: unknown) => error)
    await waitFor('the message', async () => (await handset.messages()).length === 1)
    await handset.behave({ mode: 'stall', seconds: 0 })
    expect(await handset.send()).toEqual({ status: 202, body: { id: 'h-2' } })
    await handset.kill()
    expect(await answer).toBeInstanceOf(Error)
  })

  test('`refuse` has no message, but for a key that has arrived before', async () => {
    const handset = await TestHandset.start()
    await handset.send({ key: 'once', keyed: true })
    await handset.behave({ mode: 'refuse' })
    expect(await handset.send()).toMatchObject({ status: 422, body: { code: 'refused' } })
    expect(await handset.send({ key: 'once', keyed: true })).toEqual({ status: 202, body: { id: 'h-1' } })
    expect(await handset.messages()).toHaveLength(1)
  })

  test('`accept-and-close` has the message and answers nothing', async () => {
    const handset = await TestHandset.start()
    await handset.behave({ mode: 'accept-and-close' })
    await expect(handset.send()).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await handset.messages()).toHaveLength(1)
  })
})

describe('at its door', () => {
  test('whatever does not fit is refused with what was expected', async () => {
    const handset = await TestHandset.start()
    const message = { number: '+447700900123', text: 'x', key: 'k', attemptId: 'k.1' }
    const mistakes = [
      ['POST', '/messages', { ...message, number: '0044' }, 'bad-message', '`number`'],
      ['POST', '/messages', { ...message, text: '' }, 'bad-message', '`text`'],
      ['POST', '/messages', { ...message, attemptId: undefined }, 'bad-message', '`attemptId`'],
      ['POST', '/messages', { ...message, receiptUrl: 'file:///x' }, 'bad-message', '`receiptUrl`'],
      ['POST', '/messages', { ...message, keyed: 1 }, 'bad-message', '`keyed`'],
      ['POST', '/messages', [], 'bad-message', 'a JSON object'],
      ['POST', '/messages', { ...message, color: 1 }, 'bad-message', 'color'],
      ['PUT', '/behaviour', { mode: 'explode' }, 'bad-behaviour', 'accept-and-close'],
      ['PUT', '/behaviour', { mode: 'stall', seconds: -1 }, 'bad-behaviour', '`seconds`'],
      ['GET', '/messages?cursor=x', undefined, 'bad-cursor', '`cursor`'],
      ['GET', '/attempts?key=k', undefined, 'bad-question', '`attemptId`'],
    ] as const
    for (const [method, path, body, code, word] of mistakes) {
      expect(await handset.ask(method, path, body)).toEqual({
        status: 400,
        body: { status: 400, code, detail: expect.stringContaining(word) as string },
      })
    }
    expect(await handset.messages()).toEqual([])
  })

  test('what is no JSON, too much, or nowhere is refused as such', async () => {
    const handset = await TestHandset.start()
    expect((await handset.send({ text: 'x'.repeat(70_000) })).status).toBe(413)
    expect((await handset.ask('POST', '/nowhere')).status).toBe(404)
    expect((await handset.ask('PUT', '/behaviour')).body).toMatchObject({ code: 'bad-json' })
    expect(await handset.messages()).toEqual([])
  })
})
