import { letterOf } from '../../config/name-of.ts'
import type { IsolationFinding, Story } from '../story.ts'
import { escaped } from './html.ts'

/** What the picture cannot say: why, at which level it would not have happened, and what to do. */
export function sections(story: Story): string {
  return [unprotected(story), levels(story), cures(story), again(story)].join('')
}

function unprotected({ pair }: Story): string {
  if (pair === null) return ''
  return section('unprotected', 'What is unprotected', `<p>${escaped(pair.words)}</p>`)
}

const signs: Readonly<Record<IsolationFinding['result'], readonly [sign: string, words: string]>> = {
  'still fails': ['✗', 'does not stop it'],
  holds: ['✓', 'stops it'],
  refused: ['✓', 'refuses it'],
  unknown: ['?', 'not tried'],
}

const bases = {
  scope:
    'A scope-based race: no isolation level helps, because what belongs together is not in one transaction, or the rule is not in the database.',
  level: 'A level-based race: a stricter isolation level stops this order.',
} as const

function levels({ isolation, basis }: Story): string {
  if (isolation.length === 0) return ''
  const rows = isolation.map(({ level, result, words }) => {
    const [sign, meaning] = signs[result]
    return `<li class="${result.replaceAll(' ', '-')}"><span class="verdict" role="img" aria-label="${meaning}">${sign}</span><div><b>${level.toUpperCase()}</b><p>${escaped(words)}</p></div></li>`
  })
  const summary = basis === null ? '' : `<p>${bases[basis]}</p>`
  return section(
    'levels',
    'Would another isolation level have stopped it?',
    `${summary}<ul>${rows.join('')}</ul>`,
  )
}

function cures({ cures: all, trap }: Story): string {
  if (all.length === 0) return ''
  const cards = all.map(({ title, sql, words }) => {
    const code = sql === '' ? '' : `<pre tabindex="0"><code>${escaped(sql)}</code></pre>`
    return `<li><h3>${escaped(title)}</h3><p>${escaped(words)}</p>${code}</li>`
  })
  const wrong = trap === '' ? '' : `<p class="trap"><b>No cure:</b> ${escaped(trap)}</p>`
  return section('cures', 'The usual cures', `<ol>${cards.join('')}</ol>${wrong}`)
}

function again({ schedule, reproduced, coverage, preemptions, actors }: Story): string {
  const names = actors.map(
    (name, actor) => `<li><b class="letter">${letterOf(actor)}</b> ${escaped(name)}</li>`,
  )
  const facts = [
    `${preemptions} preemption${preemptions === 1 ? '' : 's'}`,
    ...(reproduced === null ? [] : [`reproduced ${reproduced.times} of ${reproduced.of} times`]),
    ...(coverage === null ? [] : [`found in ${escaped(coverage)}`]),
  ]
  const command =
    schedule === null
      ? ''
      : `<pre tabindex="0"><code id="command">race replay '${escaped(schedule)}'</code></pre><button type="button" id="copy" hidden>Copy</button>`
  return section(
    'again',
    'See it again',
    `${command}<p>${facts.join('; ')}.</p><ul class="who">${names.join('')}</ul>`,
  )
}

function section(id: string, title: string, body: string): string {
  return `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`
}
