/** Runs in the page: goes through the story step by step. Written for browsers, without anything that has to be built. */
export const script = `
'use strict'
const all = [...document.querySelectorAll('[data-step]')]
const rows = [...document.querySelectorAll('.steps [data-step]')]
const last = rows.length
const caption = document.getElementById('caption')
const position = document.getElementById('position')
const whole = caption.textContent
let step = 0

function show(wanted) {
  step = Math.min(Math.max(wanted, 0), last)
  document.body.classList.toggle('stepping', step > 0)
  for (const one of all) {
    const at = Number(one.dataset.step)
    one.classList.toggle('now', at === step)
    one.classList.toggle('later', step > 0 && at > step)
  }
  const row = rows[step - 1]
  caption.textContent = row === undefined ? whole : row.dataset.says
  position.textContent = row === undefined ? 'all ' + last + ' steps' : 'step ' + step + ' of ' + last
  document.getElementById('back').disabled = step === 0
  document.getElementById('on').disabled = step === last
  for (const mark of document.querySelectorAll('svg.lanes .mark.now')) {
    const box = mark.closest('.picture')
    const place = mark.getBoundingClientRect()
    if (place.width > 0) box.scrollLeft += place.left - box.getBoundingClientRect().left - box.clientWidth / 2
  }
  const hash = row === undefined ? location.pathname + location.search : '#step-' + step
  try {
    history.replaceState(null, '', hash)
  } catch {
    // A page without an address of its own, inside a frame of a report: the step is then not in it.
  }
}

const keys = {
  ArrowRight: () => step + 1,
  ArrowLeft: () => step - 1,
  Home: () => 1,
  End: () => last,
  Escape: () => 0,
}
addEventListener('keydown', (event) => {
  const go = keys[event.key]
  if (go === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  // Arrows scroll a statement that has the focus and is wider than its box.
  if (event.target instanceof Element && event.target.closest('pre, input') !== null) return
  event.preventDefault()
  show(go())
})
document.getElementById('back').addEventListener('click', () => show(step - 1))
document.getElementById('on').addEventListener('click', () => show(step + 1))
document.getElementById('whole').addEventListener('click', () => show(0))
for (const one of document.querySelectorAll('[data-go]'))
  one.addEventListener('click', () => show(Number(one.dataset.go)))
for (const one of document.querySelectorAll('svg.lanes .mark'))
  one.addEventListener('click', () => show(Number(one.dataset.step)))
const minor = document.getElementById('minor')
minor?.addEventListener('change', () => document.body.classList.toggle('all', minor.checked))
const copy = document.getElementById('copy')
if (copy !== null && navigator.clipboard !== undefined) {
  copy.hidden = false
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById('command').textContent)
    copy.textContent = 'Copied'
  })
}
document.getElementById('controls').hidden = false
const asked = /^#step-(\\d+)$/.exec(location.hash)
show(asked === null ? 0 : Number(asked[1]))
`
