import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

/**
 * Checks input against TypeBox schemas as it is: nothing is converted, so `"1"` is a text and not a number. The routes
 * that take forms say so in their schemas.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema }) => {
  const validator = Compile(schema)
  return (value: unknown) =>
    validator.Check(value) ? { value } : { error: validator.Errors(value) as never }
}
