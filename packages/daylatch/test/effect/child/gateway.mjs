// A gateway in a process of its own: node gateway.mjs. Prints its port, counts what arrives, and knows four classes.
// POST /send {class, key, attemptId} takes a message; while held, it answers nothing. GET /found?attemptId= looks one up.
import { createServer } from 'node:http'

/** By the key of a message: requests that arrived for it, and messages that they became. */
const arrivals = new Map()
const attempts = new Set()
const held = []
let isHeld = false

function take({ class: kind, key, attemptId }) {
  const seen = arrivals.get(key) ?? { requests: 0, messages: 0, attempts: [] }
  seen.requests += 1
  if (kind !== 'keyed' || seen.messages === 0) seen.messages += 1
  seen.attempts.push(attemptId)
  arrivals.set(key, seen)
  attempts.add(attemptId)
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://gateway')
  const answer = (body) => response.end(JSON.stringify(body))
  let text = ''
  request.setEncoding('utf8').on('data', (chunk) => (text += chunk))
  request.on('end', () => {
    switch (url.pathname) {
      case '/send': {
        const message = JSON.parse(text)
        take(message)
        const accept = () => answer({ id: `g-${message.attemptId}` })
        if (isHeld) held.push(accept)
        else accept()
        return
      }
      case '/found':
        return answer({ found: attempts.has(url.searchParams.get('attemptId')) })
      case '/arrivals':
        return answer(Object.fromEntries(arrivals))
      case '/hold':
        isHeld = true
        return answer({})
      case '/let-go':
        isHeld = false
        for (const accept of held.splice(0)) accept()
        return answer({})
    }
  })
})
server.listen(0, '127.0.0.1', () => console.log(`listening at ${server.address().port}`))
