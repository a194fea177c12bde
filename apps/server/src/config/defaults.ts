import type { Config } from './schema.ts'

/** The stories' own values. */
export const DEFAULT_CONFIG: Config = {
  zone: 'Asia/Shanghai',
  checkIn: {
    resetAt: '08:00',
    reward: 25,
    unit: 'reading',
    rank: true,
    random: null,
    streakBonuses: [],
    makeUp: { daysBack: 7, perMonth: 3, cost: 0 },
  },
  messages: {
    resetAt: '00:00',
    zone: 'application',
    undoSeconds: 8,
    quietHours: null,
    maxSegments: 6,
    gateway: 'handset',
    gateways: { handset: { kind: 'handset' } },
    onFailed: 'release',
    retries: 3,
    resendAbsent: false,
  },
  actions: {},
  articles: 'articles',
  limits: { signUpsPerMinute: 20, wrongPasswordsPerAccount: 10, wrongPasswordsPerAddress: 100 },
}
