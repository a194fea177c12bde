import { Type } from 'typebox'
import { FORM_OR_JSON, Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { insertAdministrator } from './administrator.ts'
import { asSignedIn } from './answers.ts'
import { callAuth } from './call-auth.ts'
import { visibleName } from './routes.ts'
import { EmailSchema, NameSchema, PasswordSchema, SignedInSchema } from './schemas.ts'
import { consumeSetUpToken } from './set-up-link.ts'
import { inTransaction } from './transaction.ts'

const SetUpSchema = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: 200 }),
    name: NameSchema,
    email: EmailSchema,
    password: PasswordSchema,
  },
  { additionalProperties: false },
)

/** Makes the first administrator with the link from the server's start, once, and signs him in. */
export function setUpRoute(app: App, site: Site): void {
  app.post(
    '/api/set-up',
    {
      schema: {
        operationId: 'setUp',
        consumes: FORM_OR_JSON,
        tags: ['accounts'],
        body: SetUpSchema,
        response: { 201: SignedInSchema, ...problems(...WRITE_REFUSALS, 409, 410) },
      },
    },
    async (request, reply) => {
      const { token, email, password } = request.body
      const name = visibleName(request.body.name)
      await inTransaction(site.pool, async (client) => {
        await consumeSetUpToken(client, token)
        if (!(await insertAdministrator(client, { name, email, password }))) {
          throw new Problem(409, 'email-taken', 'This e-mail address belongs to a member. Use another one.')
        }
      })
      const answer = await callAuth(site.auth, request, reply, '/sign-in/email', { email, password })
      return reply.code(201).send(asSignedIn(answer))
    },
  )
}
