// Makes a component of a journey: node throng/build.mjs journey.js journey.wasm
// Makes what `throng dev` tries, the journey's text and what takes it: node throng/build.mjs --try journey.js FOLDER
import { build } from 'esbuild';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contract, imported } from './contract.mjs';
import { writeLoader } from './loader.mjs';
import { placesOf, withPlaces } from './places.mjs';

const sdk = dirname(fileURLToPath(import.meta.url));
// A project has the contract beside the SDK; in throng's own repository it is at the top.
const wit = [join(sdk, 'wit'), join(sdk, '../../wit')].find(existsSync);
const load = () => readFile(join(wit, 'load.wit'), 'utf8');

/** `text`: one module of the journey, the SDK and what both import; `places`: what its lines were made of. */
async function bundle(journey, options) {
  // The SDK first: its promises are there before the journey makes one.
  const entry = `import { stages } from ${JSON.stringify(join(sdk, 'stages.js'))};
import * as journey from ${JSON.stringify(journey)};
export const { plan, setup, start, run, stop, teardown } = stages(journey);
`;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: dirname(journey), sourcefile: 'stages' },
    alias: { throng: join(sdk, 'index.js') },
    bundle: true, write: false, target: 'es2023', platform: 'neutral', mainFields: ['module', 'main'],
    // The SDK's own promises: see promise.js.
    supported: { 'async-await': false, 'for-await': false, 'async-generator': false },
    sourcemap: 'external', outfile: join(dirname(journey), 'bundle.js'), logLevel: 'error',
    absWorkingDir: dirname(journey), ...options,
  });
  const map = JSON.parse(outputFiles.find((file) => file.path.endsWith('.map')).text);
  const places = placesOf(map, (source) => name(dirname(journey), source));
  const text = outputFiles.find((file) => file.path.endsWith('.js')).text;
  // Before the first line, and in it: also what fails halfway has its places, and the numbers of lines hold.
  return { text: LINES(JSON.stringify(places)) + text, places };
}

/** What the SDK looks places of errors up by. */
const LINES = (places) =>
  `globalThis.throngLines = (line) => { const p = ${places}; const at = p.lines[line]; return at && [p.files[at[0]], at[1]]; }; `;

const ours = (path) => !relative(sdk, path).startsWith('..') || basename(path) === 'stages';
const name = (folder, source) => (source.startsWith('host:') || ours(resolve(folder, source)) ? undefined : source);

/** What the host gives, as the loader hands it on. */
const host = (names) => ({
  name: 'host',
  setup(plugins) {
    plugins.onResolve({ filter: /^(throng|wasi):/ }, ({ path }) => (
      names.includes(path) ? { path, namespace: 'host' } : { errors: [{ text: `a journey cannot import ${path}` }] }));
    plugins.onLoad({ filter: /^/, namespace: 'host' }, ({ path }) => (
      { contents: `module.exports = globalThis.throngHost[${JSON.stringify(path)}];` }));
  },
});

/** The journey's text, `journey.js`, and its `loader.wasm`. */
async function attempt(journey, folder) {
  const contract = await load();
  const options = { format: 'iife', globalName: 'throngJourney', plugins: [host(imported(contract))] };
  const { text } = await bundle(journey, options);
  await writeLoader(contract, dirname(dirname(fileURLToPath(import.meta.resolve('componentize-qjs')))), join(folder, 'loader.wasm'));
  // A module is strict, and its value here what it exports.
  await writeFile(join(folder, 'journey.js'), `'use strict'; ${text}throngJourney;\n`);
}

async function component(journey, output) {
  const { text, places } = await bundle(journey, { format: 'esm', external: ['throng:*', 'wasi:*'] });
  const work = await mkdtemp(join(tmpdir(), 'throng-'));
  try {
    await writeFile(join(work, 'load.wit'), contract(await load()));
    // Loading it takes longer than a try.
    const { componentize } = await import('componentize-qjs');
    const { component } = await componentize({
      witPath: work, world: 'javascript', jsSource: text, sync: true, optSize: true,
    }).catch((error) => { throw new Error(withPlaces(error.message, places)); });
    await writeFile(output, component);
  } finally {
    await rm(work, { recursive: true });
  }
}

async function main(words) {
  const make = words[0] === '--try' ? attempt : component;
  const [input, output] = words.filter((word) => word !== '--try');
  if (output === undefined) throw new Error('write: node throng/build.mjs JOURNEY.js OUTPUT.wasm');
  if (!existsSync(input)) throw new Error(`${input}: there is no such file`);
  await make(resolve(input), output);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  // esbuild has said its own errors already.
  if (error.errors === undefined) process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
}
