const view = {
  period: { type: 'string' },
  claimedAt: { type: 'string' },
  reward: { type: 'integer' },
  bonus: { type: 'integer' },
  unit: { type: 'string' },
  card: { type: 'integer' },
  balance: { type: 'integer' },
  streak: { type: 'integer' },
  rank: { type: ['integer', 'null'] },
  resetsAt: { type: 'string' },
}

/** What may come in. */
export const bodySchema = {
  type: ['object', 'null'],
  properties: { card: { type: 'integer', minimum: 1, maximum: 10 } },
  additionalProperties: false,
}

/** What goes out; compiled to a serialiser. */
export const answerSchema = {
  201: { type: 'object', properties: view },
  409: { type: 'object', properties: { code: { type: 'string' }, ...view } },
}
