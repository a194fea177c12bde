import { readFileSync } from 'node:fs'
import { defineRace, http } from '@daylatch/race'

const press = http('POST', '/api/sign', { headers: { cookie: 'session=ada' }, form: { card_id: '1' } })

export default defineRace({
  name: 'daily check-in',
  setUp: readFileSync(new URL('schema.sql', import.meta.url), 'utf8'),
  application: { command: 'exec uwsgi --ini uwsgi.ini', cwd: import.meta.dirname },
  actors: [press, press],
  invariant: 'select count(*) = 1 from check_in',
})
