const WIDTH = 760
const ROW = 30
const LEFT = 190
const RIGHT = 150

/**
 * Bars of one workload, the fastest first, with the middle half as a line; made for a page in light or dark.
 *
 * @param {readonly import('./report.mjs').Score[]} scores of one workload
 * @param {string} note below the bars
 */
export function chart(scores, note) {
  const sorted = scores.toSorted((a, b) => b.perSecond.median - a.perSecond.median)
  const most = Math.max(...sorted.map(({ perSecond }) => perSecond.q3))
  const scale = (WIDTH - LEFT - RIGHT) / most
  const height = sorted.length * ROW + 74
  const rows = sorted.map(({ contestant, perSecond, ours }, index) => {
    const y = 44 + index * ROW
    const isOurs = contestant === 'daylatch'
    const [from, to] = [LEFT + perSecond.q1 * scale, LEFT + perSecond.q3 * scale]
    const ratio = isOurs ? '' : ` (ours ${ours.median.toFixed(ours.median < 1 ? 2 : 1)} ×)`
    return `  <text x="${String(LEFT - 10)}" y="${String(y + 15)}" text-anchor="end"${isOurs ? ' font-weight="700"' : ''}>${escapeText(contestant)}</text>
  <rect x="${String(LEFT)}" y="${String(y)}" width="${(perSecond.median * scale).toFixed(1)}" height="20" class="${isOurs ? 'ours' : 'bar'}"/>
  <path d="M${from.toFixed(1)} ${String(y + 10)}H${to.toFixed(1)}" class="spread"/>
  <text x="${(to + 8).toFixed(1)}" y="${String(y + 15)}">${perSecond.median.toFixed(0)}/s${ratio}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(height)}" role="img" font-family="system-ui, sans-serif" font-size="13">
  <title>Check-ins per second: ${escapeText(scores[0]?.workload ?? '')}</title>
  <style>
    text { fill: #1f2328 } .bar { fill: #9aa4b2 } .ours { fill: #1a7f64 } .spread { stroke: #1f2328; stroke-width: 1.5 }
    .note { fill: #59636e; font-size: 11px }
    @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .bar { fill: #57606a } .ours { fill: #3fb68b } .spread { stroke: #e6edf3 } .note { fill: #9198a1 } }
  </style>
  <text x="${String(LEFT)}" y="24" font-weight="700">Check-ins per second: ${escapeText(scores[0]?.workload ?? '')}</text>
${rows.join('\n')}
  <text x="${String(LEFT)}" y="${String(height - 12)}" class="note">${escapeText(note)}</text>
</svg>
`
}

/** @param {string} text */
function escapeText(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
