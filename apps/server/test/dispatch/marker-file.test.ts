import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { markerFile } from '../../src/dispatch/marker-file.ts'

async function marker() {
  const folder = await mkdtemp(join(tmpdir(), 'daylatch-marker-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const made = markerFile(folder, 'secret')
  const lines = async () => ((await made.read()) ?? '').split('\n').map((line) => line.trimEnd())
  const path = async () => join(folder, (await readdir(folder))[0] ?? '')
  return { made, lines, path }
}

test('what was written last is there, and beside it what was written before', async () => {
  const { made, lines } = await marker()
  expect(await made.read()).toBe(undefined)
  for (const text of ['one', 'two', 'three']) await made.write(text)
  expect((await lines()).filter((line) => line !== '').toSorted()).toEqual(['three', 'two'])
})

test('a write that was cut off leaves the line before it whole', async () => {
  const { made, lines, path } = await marker()
  await made.write('one')
  await made.write('two')
  const file = await path()
  const whole = await readFile(file, 'utf8')
  const places = ['one', 'two'].map((word) => whole.indexOf(word))
  const later = Math.max(...places)
  await writeFile(file, `${whole.slice(0, later)}\0${whole.slice(later + 1)}`)
  expect(await lines()).toContain(whole.slice(Math.min(...places)).slice(0, 3))
  await truncate(file, later + 1)
  expect(await lines()).toContain(whole.slice(Math.min(...places)).slice(0, 3))
})

test('a text that outgrows its place is written anew, and one after it in place again', async () => {
  const { made, lines } = await marker()
  const long = 'x'.repeat(10_000)
  for (const text of ['one', long, 'three']) await made.write(text)
  expect((await lines()).filter((line) => line !== '').toSorted()).toEqual(['three', long])
})

test('one that somebody removed is there again after the next write', async () => {
  const { made, lines, path } = await marker()
  await made.write('one')
  await made.write('two')
  await rm(await path())
  await made.write('three')
  expect(await lines()).toContain('three')
})
