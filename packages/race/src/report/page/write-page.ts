import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Story } from '../story.ts'
import { capitalised, escaped } from './html.ts'
import { lanes, scales } from './lanes.ts'
import { legend, shapeOf } from './marks.ts'
import { script } from './script.ts'
import { sections } from './sections.ts'
import { stepList } from './steps.ts'
import { style } from './style.ts'

/**
 * The story as one HTML file that needs nothing else: no network, no fonts, no other file. Its policy lets no script run but
 * its own, so that nothing which an application has in its rows can.
 */
export function renderPage(story: Story): string {
  const title = capitalised(story.anomaly.title)
  const rules = style(story.actors.length)
  const policy = `default-src 'none'; style-src '${hash(rules)}'; script-src '${hash(script)}'; base-uri 'none'; form-action 'none'`
  const hidden = story.moments.filter(({ number }) => number === null).length
  const minor =
    hidden === 0
      ? ''
      : `<label class="minor-switch"><input type="checkbox" id="minor"> Show ${hidden} more steps, which have no part in it</label>`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<title>${escaped(`${title}: ${story.name}`)}</title>
<style>${rules}</style>
</head>
<body>
<header>
<p class="name">${escaped(story.name)}</p>
<h1>${escaped(title)}</h1>
<p class="sentence">${escaped(story.sentence)}</p>
<p class="outcome"><span aria-hidden="true">⇒</span> ${escaped(story.verdict)}</p>
</header>
<main>
<section id="story" aria-labelledby="story-title">
<h2 id="story-title">What happened</h2>
<div class="stage">
<div class="picture" tabindex="0" role="group" aria-label="Lanes of the actors">${scales.map((scale) => lanes(story, scale)).join('')}</div>
<ul class="legend" aria-hidden="true">${key(story)}</ul>
<div id="controls" hidden>
<button type="button" id="back" aria-label="One step back">◀</button>
<span id="position">all steps</span>
<button type="button" id="on" aria-label="One step on">▶</button>
<button type="button" id="whole">Whole run</button>
<span class="keys">Keys: <kbd>←</kbd> <kbd>→</kbd> <kbd>Home</kbd> <kbd>End</kbd> <kbd>Esc</kbd></span>
</div>
<p id="caption" aria-live="polite">${escaped(meaningOf(story))}</p>
</div>
${stepList(story)}
${minor}
</section>
${sections(story)}
</main>
<footer><p>Written by the race lab of Daylatch. It tells what happened in one order of the steps; it proves nothing about others.</p></footer>
<script>${script}</script>
</body>
</html>
`
}

/** Writes the page to `path`, its folder too, over what stood there. */
export async function writePage(story: Story, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, renderPage(story))
}

function meaningOf({ anomaly }: Story): string {
  return `${capitalised(anomaly.title)}: ${anomaly.meaning}`
}

/** The shapes that this story has. */
function key({ moments }: Story): string {
  const used = new Set(moments.filter(({ number }) => number !== null).map(({ deed }) => deed))
  return legend
    .filter(([deed]) => used.has(deed))
    .map(
      ([deed, words]) =>
        `<li><svg class="sign ${deed}" viewBox="-16 -16 32 32"><g class="shape">${shapeOf(deed)}</g></svg>${words}</li>`,
    )
    .join('')
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
