import { readFileSync } from 'node:fs'
import { defineRace, http } from '@daylatch/race'

const send = http('POST', '/clients/1/messages', { form: { text: 'Your papers are ready' } })

export default defineRace({
  name: 'one message a day',
  setUp: readFileSync(new URL('schema.sql', import.meta.url), 'utf8'),
  gateways: { sms: () => ({ status: 202 }) },
  application: {
    command: 'exec puma --quiet --environment production --bind tcp://127.0.0.1:$PORT',
    cwd: import.meta.dirname,
    env: ({ gateways }) => ({ GATEWAY_URL: gateways.sms }),
  },
  actors: [send, send],
  invariant: ({ calls }) => calls.sms.length === 1 || `${calls.sms.length} messages left`,
})
