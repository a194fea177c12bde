import { runNpm } from './install.mjs'
import { inRoot } from './root.mjs'
import { runNode } from './run.mjs'

/**
 * One thing that is built: stale when its inputs changed or one of its outputs is gone.
 *
 * @typedef {object} BuildPart
 * @property {string} name
 * @property {readonly string[]} inputs files and folders, relative to the checkout
 * @property {boolean} [ofCompiled] whether folders called `dist` among the inputs count
 * @property {readonly string[]} outputs folders, relative to the checkout
 * @property {(force: boolean) => Promise<number>} build gives an exit code
 */

/** @param {string} project a folder with a tsconfig.json, or such a file */
function compile(project) {
  return (/** @type {boolean} */ force) =>
    runNode(inRoot('node_modules/typescript/bin/tsc'), [
      '-b',
      project,
      '--pretty',
      ...(force ? ['--force'] : []),
    ])
}

/**
 * @param {string} workspace
 * @returns {string[]} everything that decides what the compiler makes of it
 */
function sources(workspace) {
  const settings = ['package.json', 'tsconfig.json', 'tsconfig.src.json']
  return [`${workspace}/src`, ...settings.map((file) => `${workspace}/${file}`)]
}

const everybody = ['tsconfig.base.json', 'package-lock.json']

/** @type {BuildPart} */
export const server = {
  name: 'the server',
  inputs: [...everybody, ...['packages/daylatch', 'packages/local-postgres', 'apps/server'].flatMap(sources)],
  outputs: ['packages/daylatch/dist', 'packages/local-postgres/dist', 'apps/server/dist'],
  build: compile('apps/server/tsconfig.src.json'),
}

/** What the compiler made of the server, and the packages that it imports, in a few files. @type {BuildPart} */
export const bundle = {
  name: 'the bundle of the server',
  inputs: ['package-lock.json', 'apps/server/rolldown.config.mjs', 'apps/server/dist'],
  ofCompiled: true,
  outputs: ['apps/server/bundle'],
  build: () =>
    runNode(inRoot('node_modules/rolldown/bin/cli.mjs'), ['-c', 'rolldown.config.mjs'], {
      cwd: inRoot('apps/server'),
    }),
}

/** @type {BuildPart} */
export const testKit = {
  name: 'the test kit',
  inputs: [...everybody, ...['packages/local-postgres', 'packages/test-kit'].flatMap(sources)],
  outputs: ['packages/test-kit/dist'],
  build: compile('packages/test-kit'),
}

/** @type {BuildPart} */
export const race = {
  name: 'the race lab',
  inputs: [...everybody, ...['packages/local-postgres', 'packages/race'].flatMap(sources)],
  outputs: ['packages/race/dist'],
  build: compile('packages/race/tsconfig.src.json'),
}

/** The pages' API types come from the committed OpenAPI file, so they are written before Vite reads them.
 * @type {BuildPart} */
export const site = {
  name: 'the pages',
  inputs: [
    ...everybody,
    ...['src', 'public', 'tools', 'index.html', 'vite.config.ts', 'package.json', 'tsconfig.tools.json'].map(
      (file) => `apps/web/${file}`,
    ),
    'apps/server/openapi.json',
  ],
  outputs: ['apps/web/dist/site'],
  build: async () => {
    const generated = await runNpm(['run', '--silent', 'generate', '-w', '@daylatch/web'])
    if (generated !== 0) return generated
    return runNpm(['run', '--silent', 'build', '-w', '@daylatch/web'])
  },
}
