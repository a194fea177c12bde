import { COOKIE, signCookie } from '../cookie.mjs'
import { memberId } from '../members.mjs'

const BODY = '{"card":1}'

/**
 * Makes requests of members who are signed in.
 *
 * @param {string} key with which the site signs its cookies, in hexadecimal
 */
export function requestsWith(key) {
  /** @param {number} member */
  return (member) => {
    const cookie = signCookie(key, { id: memberId(member), sessionId: memberId(-member) })
    return Buffer.from(
      `POST /api/check-ins HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: ${COOKIE}=${cookie}\r\n` +
        `content-type: application/json\r\ncontent-length: ${String(BODY.length)}\r\n\r\n${BODY}`,
      'latin1',
    )
  }
}
