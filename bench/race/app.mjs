/** The sign-in behind HTTP, in a process of its own. */
import { createServer } from 'node:http'
import { poolFor, signIn } from './sign-in.mjs'

const pool = poolFor(process.env['DATABASE_URL'] ?? '')

createServer((request, response) => {
  if (request.method !== 'POST') return void response.end('ready')
  signIn(pool).then(
    (isFirst) => response.end(JSON.stringify({ isFirst })),
    (error) => {
      response.statusCode = 500
      response.end(String(error))
    },
  )
}).listen(Number(process.env['PORT']), '127.0.0.1')
