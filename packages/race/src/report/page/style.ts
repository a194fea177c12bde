/** Colours: ink on ground has a contrast of 4.5 : 1 at least, in both themes. */
const colours = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#eef3f6, #0c1524);
  --surface: light-dark(#ffffff, #131f33);
  --ink: light-dark(#0e2135, #ebf2f7);
  --soft: light-dark(#46586a, #a8b8c8);
  --line: light-dark(#c6d5dd, #2f4260);
  --alarm: light-dark(#b3261e, #ff9f8c);
  --alarm-ground: light-dark(#fdebe8, #3a1d1d);
  --good: light-dark(#0a655e, #66d4c5);
  --code: light-dark(#f1f5f8, #0e192b);
  --focus: light-dark(#0b55c4, #9cc4ff);
}
.actor-0 { --actor: light-dark(#1d5fae, #86bdff); }
.actor-1 { --actor: light-dark(#8a5200, #f3bd62); }
.actor-2 { --actor: light-dark(#0a655e, #66d4c5); }
.actor-3 { --actor: light-dark(#7b3fa0, #d5a6f5); }
.actor-4 { --actor: light-dark(#8d2f63, #ff9fcb); }
.actor-5 { --actor: light-dark(#4d5b0d, #c4d36a); }
`

const page = `
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK SC', sans-serif; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 3rem; overflow-wrap: anywhere; }
h1, h2, h3, p, ol, ul, pre { margin: 0; padding: 0; }
ol, ul { list-style: none; }
h1 { font-size: clamp(1.9rem, 5vw, 3rem); line-height: 1.1; letter-spacing: -0.02em; }
h2 { font-size: 1.25rem; margin: 2.25rem 0 0.75rem; }
h3 { font-size: 1rem; }
code, kbd, pre { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 0.85rem; }
.name { color: var(--soft); }
.sentence { font-size: clamp(1.1rem, 2.4vw, 1.4rem); line-height: 1.4; margin-top: 0.75rem; max-width: 46em; text-wrap: pretty; }
.outcome { display: inline-block; margin-top: 1rem; padding: 0.5rem 0.9rem; border-radius: 0.5rem; background: var(--alarm-ground); color: var(--alarm); font-weight: 600; }
.letter { color: var(--actor); }
button { font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--soft); border-radius: 0.5rem; padding: 0.35rem 0.8rem; min-height: 2.5rem; min-width: 2.5rem; cursor: pointer; }
button:disabled { opacity: 0.45; cursor: default; }
[hidden] { display: none !important; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
footer { margin-top: 2.5rem; color: var(--soft); font-size: 0.85rem; }
`

const stage = `
.stage { background: var(--surface); border: 1px solid var(--line); border-radius: 0.9rem; padding: 1rem; }
.picture { overflow-x: auto; }
svg.lanes { display: block; max-width: none; margin: 0 auto; }
svg.narrow { display: none; }
.lane line { stroke: var(--line); stroke-width: 2; }
.lane text { fill: var(--actor); font-weight: 700; font-size: 14px; white-space: pre; }
.transaction { fill: color-mix(in srgb, var(--actor) 14%, transparent); stroke: var(--actor); stroke-width: 1; }
.wait { stroke: var(--actor); stroke-width: 4; stroke-dasharray: 3 6; }
.shape { fill: var(--actor); stroke: var(--actor); stroke-width: 3; stroke-linejoin: round; stroke-linecap: round; }
.read .shape, .point .shape, .lock .shape, .waiting .shape { fill: var(--surface); }
.rollback .shape { fill: none; stroke-width: 4; }
.mark { cursor: pointer; }
.mark text { text-anchor: middle; fill: var(--ink); font-size: 12px; paint-order: stroke; stroke: var(--surface); stroke-width: 3px; stroke-linejoin: round; }
.mark .number { font-size: 12px; fill: var(--soft); font-weight: 600; }
.mark .verb { font-weight: 600; }
.mark .outcome, .mark .object { fill: var(--soft); }
.mark .ring { fill: none; stroke: none; }
.mark.told .ring { stroke: var(--alarm); stroke-width: 3; }
.mark.now .ring { fill: color-mix(in srgb, var(--focus) 30%, transparent); stroke: var(--focus); stroke-width: 3; }
.mark.error .shape { stroke: var(--alarm); }
.mark.error .outcome { fill: var(--alarm); font-weight: 700; }
.conflict .window { fill: color-mix(in srgb, var(--alarm) 32%, transparent); }
.conflict .arrow { stroke: var(--alarm); stroke-width: 3; }
.conflict .unseen { stroke-dasharray: 5 4; }
.conflict .head { fill: var(--alarm); }
.wait.later, .conflict.later, .later .shape, .later .ring { opacity: 0.25; }
li.later .card { background: none; border-style: dashed; box-shadow: none; }
li.later, li.later .role, .later .letter { color: var(--soft); }
li.later .role { background: none; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; color: var(--soft); font-size: 0.85rem; margin-top: 0.5rem; --actor: var(--soft); }
.legend li { display: flex; align-items: center; gap: 0.35rem; }
.sign { width: 1.1rem; height: 1.1rem; flex: none; overflow: visible; }
#controls { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.75rem; margin-top: 0.9rem; }
#position { min-width: 6.5rem; text-align: center; font-variant-numeric: tabular-nums; }
.keys { color: var(--soft); font-size: 0.85rem; }
kbd { border: 1px solid var(--line); border-radius: 0.3rem; padding: 0 0.3rem; }
#caption { margin-top: 0.75rem; min-height: 3em; font-weight: 600; }
`

const list = `
.heads { margin-top: 1.25rem; font-weight: 600; }
.head { padding: 0.25rem 0.75rem; border-bottom: 3px solid var(--actor); }
.steps { margin-top: 0.5rem; }
.steps li { padding: 0.2rem 0; }
.steps li.minor { display: none; }
.all .steps li.minor { display: grid; opacity: 0.75; }
.card { display: grid; grid-template-columns: auto auto 1fr; gap: 0.25rem 0.6rem; align-items: center; padding: 0.4rem 0.75rem 0.4rem 0.4rem; background: var(--surface); border: 1px solid var(--line); border-left: 4px solid var(--actor); border-radius: 0.5rem; }
.card .number { color: var(--soft); font-variant-numeric: tabular-nums; min-height: 1.9rem; min-width: 1.9rem; padding: 0; border-color: var(--line); text-align: center; }
.card code { grid-column: 1 / -1; color: var(--soft); padding-left: 0.35rem; }
.told .card { border-color: var(--alarm); box-shadow: inset 0 0 0 1px var(--alarm); }
.now .card { outline: 3px solid var(--focus); outline-offset: 1px; }
.waiting .card { border-style: dashed; }
.error p { color: var(--alarm); }
.role { display: inline-block; background: var(--alarm-ground); color: var(--alarm); border-radius: 0.4rem; padding: 0 0.45rem; font-size: 0.85rem; font-weight: 600; white-space: nowrap; }
.minor-switch { display: inline-flex; gap: 0.5rem; align-items: center; margin-top: 0.75rem; color: var(--soft); }
`

const below = `
section > p { max-width: 46em; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.6rem 0.8rem; overflow-x: auto; margin-top: 0.6rem; overflow-wrap: normal; }
#unprotected p { border-left: 4px solid var(--alarm); padding: 0.25rem 0 0.25rem 1rem; }
#levels ul { display: grid; gap: 0.75rem; margin-top: 0.75rem; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); }
#levels li { display: flex; gap: 0.75rem; background: var(--surface); border: 1px solid var(--line); border-radius: 0.7rem; padding: 0.8rem 1rem; }
#levels .verdict { font-size: 1.5rem; line-height: 1; font-weight: 700; color: var(--good); }
#levels .still-fails .verdict { color: var(--alarm); }
#levels .unknown .verdict { color: var(--soft); }
#cures ol { display: grid; gap: 0.75rem; counter-reset: cure; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); }
#cures li { counter-increment: cure; background: var(--surface); border: 1px solid var(--line); border-radius: 0.7rem; padding: 0.9rem 1rem; min-width: 0; }
#cures h3::before { content: counter(cure) '. '; color: var(--soft); }
#cures li p { color: var(--soft); margin-top: 0.3rem; }
.trap { margin-top: 0.9rem; }
.trap b { color: var(--alarm); }
#again button { margin-top: 0.5rem; }
#again p, .who { margin-top: 0.6rem; color: var(--soft); }
#again pre code { overflow-wrap: anywhere; white-space: pre-wrap; }
`

const narrow = `
@media (max-width: 46rem) {
  svg.wide { display: none; }
  svg.narrow { display: block; margin: 0; }
  .keys { display: none; }
  .stage { padding: 0.75rem; }
}
@media (prefers-reduced-motion: no-preference) {
  .shape, .ring, .conflict, .wait { transition: opacity 160ms; }
}
@media (forced-colors: active) {
  .now .card { outline-color: Highlight; }
  .mark.now .ring { stroke: Highlight; }
}
@media print {
  #controls, .keys, .minor-switch { display: none; }
}
`

/** Every actor has a column of its own; on a narrow page the columns overlap, each a little further to the right. */
function columns(actors: number): string {
  const tracks = `.heads, .steps li { display: grid; grid-template-columns: repeat(${actors}, minmax(0, 1fr)); gap: 0 0.75rem; }`
  const places = Array.from(
    { length: actors },
    (_, actor) => `.of-${actor} .card { grid-column: ${actor + 1}; }`,
  )
  const step = Math.min(2.5, 6 / actors)
  const overlapping = Array.from(
    { length: actors },
    (_, actor) =>
      `.of-${actor} .card { grid-column: 1 / -1; margin-left: ${actor * step}rem; margin-right: ${(actors - 1 - actor) * step}rem; }`,
  )
  return `${tracks}\n${places.join('\n')}\n@media (max-width: 46rem) {\n.heads { display: none; }\n${overlapping.join('\n')}\n}\n`
}

export function style(actors: number): string {
  return [colours, page, stage, list, below, narrow, columns(actors)].join('')
}
