import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { SessionSchema, SignedInSchema } from './schemas.ts'

/** What better-auth has answered, as our own schemas say it; anything else would be a change of its shapes. */
function checked<T extends TSchema>(schema: T): (answer: unknown) => Static<T> {
  const validator = Compile(schema)
  return (answer) => {
    if (!validator.Check(answer))
      throw new TypeError('Expected better-auth to answer in the shape of our schema')
    return answer as Static<T>
  }
}

export const asSignedIn = checked(SignedInSchema)
export const asSession = checked(SessionSchema)
