import type { FastifyRequest } from 'fastify'
import { Problem } from './problem.ts'

const DEEPEST = 8

/**
 * Refuses text that PostgreSQL cannot keep as it is: NUL, and halves of surrogate pairs. Runs before validation on
 * body, query and path, keys included, so that no route has to think of it.
 *
 * @throws {Problem} 400 `invalid-text`
 */
export function refuseUnstorableText(request: FastifyRequest): void {
  check('body', request.body, 0)
  check('query', request.query, 0)
  check('path', request.params, 0)
}

function check(path: string, value: unknown, depth: number): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) {
      throw new Problem(400, 'invalid-text', `${path} contains a character that cannot be stored.`)
    }
  } else if (typeof value === 'object' && value !== null) {
    if (depth === DEEPEST) throw new Problem(400, 'invalid-input', `${path} is nested too deeply.`)
    for (const [key, inner] of Object.entries(value)) {
      check(`a key in ${path}`, key, depth)
      check(`${path}.${key.slice(0, 40)}`, inner, depth + 1)
    }
  }
}
