import { Type } from 'typebox'

const place = Type.Integer({ description: 'From 1; equal ones share a place' })
const name = Type.String()

export const LeaderboardSchema = Type.Object({
  updatedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'When it was computed, about once a minute; null before the first time',
  }),
  streaks: Type.Array(Type.Object({ place, name, streak: Type.Integer() })),
  totals: Type.Array(Type.Object({ place, name, claims: Type.Integer() })),
})
