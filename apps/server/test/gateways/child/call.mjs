/** `call.mjs <url>`: one call as a gateway makes it; prints what it comes to. Its environment says whom it trusts. */
import { httpCall } from '../../../dist/gateways/http-call.js'

const [address = ''] = process.argv.slice(2)
const context = { signal: new AbortController().signal, assertLease: () => undefined }
try {
  const { status } = await httpCall(
    { url: new URL(address), method: 'POST', headers: {}, body: 'x' },
    context,
    30_000,
  )
  console.log(JSON.stringify({ status }))
} catch (error) {
  const { name, message } = /** @type {Error} */ (error)
  console.log(JSON.stringify({ name, message }))
}
