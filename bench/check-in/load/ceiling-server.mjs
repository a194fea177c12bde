/** Answers whatever it is sent, without reading it: against this server the load generator shows what it can do itself. */
import { createServer } from 'node:net'

const body = JSON.stringify({ nothing: 'x'.repeat(230) })
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${String(body.length)}\r\n\r\n${body}`,
)
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', () => socket.write(answer))
  socket.on('error', () => socket.destroy())
})
server.listen({ host: '127.0.0.1', port: 0 }, () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port })
})
process.once('disconnect', () => process.exit())
