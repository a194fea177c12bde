import { letterOf } from '../../config/name-of.ts'
import type { Moment, Story } from '../story.ts'
import { escaped } from './html.ts'
import { shapeOf } from './marks.ts'

/** The story as a list, one column per actor where the page is wide enough. */
export function stepList(story: Story): string {
  const heads = story.actors.map(
    (name, actor) =>
      `<div class="head actor-${actor % 6}"><b class="letter">${letterOf(actor)}</b> ${escaped(name)}</div>`,
  )
  const steps = story.moments.map((moment) => step(moment))
  return `<div class="heads" aria-hidden="true">${heads.join('')}</div><ol class="steps">${steps.join('')}</ol>`
}

function step(moment: Moment): string {
  const { number, actor, deed, sql, role, isError, phase } = moment
  const name = letterOf(actor)
  const classes = [
    `of-${actor}`,
    `actor-${actor % 6}`,
    number === null ? 'minor' : '',
    role === null ? '' : 'told',
    isError ? 'error' : '',
    phase === 'waits' ? 'waiting' : '',
  ].filter((one) => one !== '')
  const place =
    number === null
      ? '<span class="number">·</span>'
      : `<button class="number" type="button" data-go="${number}" aria-label="Step ${number}">${number}</button>`
  const mark = `<svg class="sign ${deed}" viewBox="-16 -16 32 32" aria-hidden="true"><g class="shape">${shapeOf(deed)}</g></svg>`
  const part = role === null ? '' : `<span class="role">${role}</span>`
  const statement = sql === '' || phase === 'goes on' ? '' : `<code>${escaped(sql)}</code>`
  const says = `${name} ${sentence(moment)}`
  return `<li class="${classes.join(' ')}"${number === null ? '' : ` data-step="${number}" data-says="${escaped(says)}"`}><div class="card">${place}${mark}<p><b class="letter">${name}</b> ${escaped(sentence(moment))} ${part}</p>${statement}</div></li>`
}

/** "reads wallet: balance = 100". */
function sentence({ words, outcome, phase }: Moment): string {
  const said = phase === 'goes on' ? `goes on: ${words}` : words
  return outcome === '' ? said : `${said}: ${outcome}`
}
