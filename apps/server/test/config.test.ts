import fc from 'fast-check'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkConfig } from '../src/config/check.ts'
import { DEFAULT_CONFIG } from '../src/config/defaults.ts'
import { describeConfig } from '../src/config/describe.ts'
import { readGatewaySecrets } from '../src/config/gateway-secrets.ts'
import { loadConfig } from '../src/config/load.ts'
import type { Config } from '../src/config/schema.ts'

const mistakes = (given: unknown): readonly string[] => {
  const checked = checkConfig(given)
  return 'config' in checked ? [] : checked.mistakes
}

test('the committed JSON Schema is the one in the code; `npm run openapi -w @daylatch/server` writes it', async () => {
  const committed = await readFile(new URL('../daylatch.config.schema.json', import.meta.url), 'utf8')
  expect(committed).toBe(describeConfig())
})

describe('what is accepted', () => {
  test.each([
    ['nothing', {}],
    ['all defaults, written out', DEFAULT_CONFIG],
    ['a schema for editors', { $schema: './daylatch.config.schema.json' }],
  ])('%s', (_what, given) => {
    expect(checkConfig(given)).toMatchObject({ config: DEFAULT_CONFIG })
  })

  test('actions of every period', () => {
    const actions = {
      vote: { per: 'hour', resetAt: '00:30' },
      visit: { per: 'day', resetAt: '08:00', zone: 'Europe/Berlin', reward: { amount: 5, unit: 'points' } },
      letter: { per: 'week', rank: true, reward: null },
      invoice: { per: 'month' },
      welcome: { per: 'ever' },
    }
    expect(checkConfig({ actions })).toEqual({ config: { ...DEFAULT_CONFIG, actions } })
  })

  test('a part is filled up with the defaults', () => {
    const given = { zone: 'Europe/Berlin', checkIn: { resetAt: '00:30' }, limits: {} }
    expect(checkConfig(given)).toEqual({
      config: {
        ...DEFAULT_CONFIG,
        zone: 'Europe/Berlin',
        checkIn: { ...DEFAULT_CONFIG.checkIn, resetAt: '00:30' },
      },
    })
  })
})

describe('mistakes name the path and what is allowed', () => {
  test.each([
    [
      { checkIn: { resetAt: '25:00' } },
      'checkIn.resetAt: expected HH:MM between 00:00 and 23:59, got "25:00"',
    ],
    [{ checkIn: { resetAt: '8:00' } }, 'checkIn.resetAt: expected HH:MM between 00:00 and 23:59, got "8:00"'],
    [{ checkIn: { reward: 0 } }, 'checkIn.reward: expected a whole number from 1 to 1000000000, got 0'],
    [{ checkIn: { rank: 'yes' } }, 'checkIn.rank: expected true or false, got "yes"'],
    [{ checkIn: { unit: '' } }, 'checkIn.unit: expected 1 to 32 letters, digits, - or _, got ""'],
    [{ checkIn: [] }, 'checkIn: expected an object, got []'],
    [{ checkIn: { random: { min: 5, max: 4 } } }, 'checkIn.random.max: expected at least min, 5, got 4'],
    [
      { checkIn: { streakBonuses: [7, 30, 7].map((days) => ({ days, bonus: 1 })) } },
      'checkIn.streakBonuses: expected each length once, got 7 twice',
    ],
    [{ zone: 8 }, 'zone: expected an IANA time zone that this runtime knows, such as "Asia/Shanghai", got 8'],
    [
      { zone: 'Asia/Atlantis' },
      'zone: expected an IANA time zone that this runtime knows, such as "Asia/Shanghai", got "Asia/Atlantis"',
    ],
    [
      { zone: '+08:00' },
      'zone: expected an IANA time zone that this runtime knows, such as "Asia/Shanghai", got "+08:00"',
    ],
    [{ messages: { zone: 'x' } }, 'messages.zone: expected one of "application", "client", got "x"'],
    [
      { limits: { perMinute: 1 } },
      'limits.perMinute: unknown key, expected one of signUpsPerMinute, wrongPasswordsPerAccount, wrongPasswordsPerAddress',
    ],
    [
      { actions: { 'Check in': { per: 'day' } } },
      'actions.Check in: not a name here, expected an object of actions by name: small letters, digits and -, and neither check-in nor message',
    ],
    [
      { actions: { 'check-in': { per: 'day' } } },
      'actions.check-in: not a name here, expected an object of actions by name: small letters, digits and -, and neither check-in nor message',
    ],
    [
      { actions: { vote: {} } },
      'actions.vote.per: expected one of "hour", "day", "week", "month", "ever", got nothing',
    ],
    [
      { actions: { vote: { per: 'year' } } },
      'actions.vote.per: expected one of "hour", "day", "week", "month", "ever", got "year"',
    ],
    [
      { actions: { vote: { per: 'day', reward: 5 } } },
      'actions.vote.reward: expected null or {"amount": 5, "unit": "points"}, got 5',
    ],
    [
      { actions: { vote: { per: 'hour', resetAt: '08:00' } } },
      'actions.vote: Expected `resetAt` to be the minute of the hour, from 00:00 to 00:59, got `"08:00"` (string)',
    ],
    [
      { messages: { gateway: 'fax' } },
      'messages.gateway: expected the name of one of "gateways" (handset), got "fax"',
    ],
    [
      { publicUrl: 'example.com' },
      'publicUrl: expected an address such as "https://messages.example.com", got "example.com"',
    ],
    [[], 'the file: expected an object, got []'],
    [null, 'the file: expected an object, got null'],
  ])('%j', (given, mistake) => {
    expect(mistakes(given)).toEqual([mistake])
  })

  test('all of them at once', () => {
    expect(mistakes({ zon: 'UTC', checkIn: { reward: 'x' } })).toHaveLength(2)
  })

  test('whatever the file holds, the answer is a configuration or sentences', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (given) => {
        for (const mistake of mistakes(given)) expect(mistake).toContain(': ')
      }),
    )
  })
})

describe('gateways', () => {
  const kannel = { kind: 'kannel', url: 'http://10.0.0.1:13013/cgi-bin/sendsms', username: 'app' }
  const twilio = { kind: 'twilio', accountSid: `AC${'0'.repeat(32)}`, from: '+15557122661' }
  const gateways = {
    handset: { kind: 'handset', class: 'keyed', timeoutSeconds: 5 },
    kannel: { ...kannel, from: 'Bistro', dlr: false, maxInFlight: 4, perSecond: 30 },
    'twilio-uk': twilio,
  }
  const one = (gateway: unknown): readonly string[] =>
    mistakes({ messages: { gateway: 'main', gateways: { main: gateway } } })

  test('of every kind are accepted as they are', () => {
    expect(checkConfig({ messages: { gateway: 'kannel', gateways } })).toEqual({
      config: {
        ...DEFAULT_CONFIG,
        messages: { ...DEFAULT_CONFIG.messages, gateway: 'kannel', gateways },
      },
    })
  })

  test.each([
    [
      { kind: 'handset', class: 'certain' },
      'class: expected one of "keyed", "queryable", "callback", "blind", got "certain"',
    ],
    [{ kind: 'handset', timeoutSeconds: 0 }, 'timeoutSeconds: expected a whole number from 1 to 600, got 0'],
    [
      { ...kannel, username: undefined },
      'username: expected 1 to 64 ASCII characters without spaces, got nothing',
    ],
    [
      { ...kannel, password: 'secret' },
      'password: unknown key, expected one of kind, url, username, from, dlr, timeoutSeconds, maxInFlight, perSecond',
    ],
    [
      { ...kannel, url: 'http://app:secret@10.0.0.1/' },
      'url: expected an address such as "http://127.0.0.1:13013/cgi-bin/sendsms", without user, password, question mark or #',
    ],
    [
      { ...twilio, accountSid: 'AC1' },
      'accountSid: expected an account SID: AC and 32 hexadecimal digits, got "AC1"',
    ],
    [{ kind: 'fax' }, 'kind: expected one of "handset", "kannel", "twilio", got "fax"'],
    [
      { kind: 'smpp' },
      'kind: this version does not have this kind of gateway yet; expected one of "handset", "kannel", "twilio", got "smpp"',
    ],
    [{}, 'kind: expected one of "handset", "kannel", "twilio", got nothing'],
  ])('%j is refused with its path', (gateway, mistake) => {
    expect(one(gateway)).toEqual([`messages.gateways.main.${mistake}`])
  })

  test.each([[{ ...twilio, from: undefined }], [{ ...twilio, messagingServiceSid: `MG${'1'.repeat(32)}` }]])(
    '%j has not one sender',
    (gateway) => {
      expect(one(gateway)).toEqual([
        'messages.gateways.main: expected either "from" or "messagingServiceSid"',
      ])
    },
  )

  test('are named as their environment variables can be', () => {
    expect(
      mistakes({ messages: { gateways: { handset: { kind: 'handset' }, 'My Kannel': kannel } } }),
    ).toEqual([
      'messages.gateways.My Kannel: not a name here, expected an object of gateways by name: a small letter, then up to 31 small letters, digits and -',
    ])
  })

  test('have their secrets in the environment, and every one that is missing is named', () => {
    const config = { ...DEFAULT_CONFIG, messages: { ...DEFAULT_CONFIG.messages, gateways } } as Config

    expect(readGatewaySecrets(config, SECRETS)).toEqual(SECRETS)
    expect(() => readGatewaySecrets(config, { DAYLATCH_GATEWAY_KANNEL_PASSWORD: 'not usable' })).toThrow(
      `The environment has no secret for a gateway of the configuration:
  DAYLATCH_GATEWAY_KANNEL_PASSWORD: expected the secret of the gateway "kannel" (kannel), 1 to 200 visible ASCII characters
  DAYLATCH_GATEWAY_TWILIO_UK_AUTH_TOKEN: expected the secret of the gateway "twilio-uk" (twilio), 1 to 200 visible ASCII characters`,
    )
  })
})

const SECRETS = {
  DAYLATCH_GATEWAY_KANNEL_PASSWORD: 'one',
  DAYLATCH_GATEWAY_TWILIO_UK_AUTH_TOKEN: 'two',
}

describe('the file', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daylatch-config-'))
  })

  afterAll(async () => {
    await rm(folder, { recursive: true })
  })

  async function load(content: string | Uint8Array): Promise<unknown> {
    const path = join(folder, 'daylatch.config.json')
    await writeFile(path, content)
    return await loadConfig(path)
  }

  test('may have a byte order mark and Windows line ends', async () => {
    expect(await load('\ufeff{\r\n  "zone": "UTC"\r\n}\r\n')).toEqual({ ...DEFAULT_CONFIG, zone: 'UTC' })
  })

  test.each([
    ['UTF-16', new Uint8Array(Buffer.from('\ufeff{}', 'utf16le')), 'is UTF-16. Save it as UTF-8'],
    ['Latin-1', new Uint8Array([0x7b, 0x22, 0xe4, 0x22, 0x7d]), 'is not UTF-8. Save it as UTF-8'],
    ['a comma too many', '{\n  "zone": "UTC",\n}', '(line 3, column 1). Correct it'],
    ['nothing in it', '', 'is not valid JSON'],
  ])('%s is refused', async (_what, content, message) => {
    await expect(load(content)).rejects.toThrow(message)
  })

  test('one that was named must be there; the usual one need not', async () => {
    await expect(loadConfig(join(folder, 'other.json'))).rejects.toThrow('other.json is not there')
    await expect(loadConfig(folder)).rejects.toThrow('cannot be read (EISDIR)')
    expect(await loadConfig(undefined)).toEqual(DEFAULT_CONFIG)
  })
})
