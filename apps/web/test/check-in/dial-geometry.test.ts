import { expect, test } from 'vitest'
import { arcPath, pointAt } from '../../src/check-in/dial-geometry.ts'

test('noon is on top, midnight at the bottom, and the day goes round with the sun', () => {
  expect(pointAt(0.5, 100)).toEqual({ x: 200, y: 100 })
  expect(pointAt(0, 100)).toEqual({ x: 200, y: 300 })
  expect(pointAt(0.25, 100)).toEqual({ x: 100, y: 200 })
  expect(pointAt(0.75, 100)).toEqual({ x: 300, y: 200 })
})

test('an arc over midnight is as long as the time it stands for', () => {
  expect(arcPath(0.75, 0.25, 100)).toBe('M300 200A100 100 0 0 1 100 200')
  expect(arcPath(8 / 24, 7 / 24, 100)).toContain('A100 100 0 1 1')
})
