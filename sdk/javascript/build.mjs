// Makes a component of a journey: node throng/build.mjs journey.js journey.wasm
import { componentize } from 'componentize-qjs';
import { build } from 'esbuild';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contract } from './contract.mjs';
import { placesOf, withPlaces } from './places.mjs';

const sdk = dirname(fileURLToPath(import.meta.url));
// A project has the contract beside the SDK; in throng's own repository it is at the top.
const wit = [join(sdk, 'wit'), join(sdk, '../../wit')].find(existsSync);

/** `text`: one module of the journey, the SDK and what both import; `places`: what its lines were made of. */
async function bundle(journey) {
  // The SDK first: its promises are there before the journey makes one.
  const entry = `import { stages } from ${JSON.stringify(join(sdk, 'stages.js'))};
import * as journey from ${JSON.stringify(journey)};
export const { plan, setup, start, run, stop, teardown } = stages(journey);
`;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: dirname(journey), sourcefile: 'stages' },
    alias: { throng: join(sdk, 'index.js') },
    external: ['throng:*', 'wasi:*'],
    bundle: true, write: false, format: 'esm', target: 'es2023', platform: 'neutral', mainFields: ['module', 'main'],
    // The SDK's own promises: see promise.js.
    supported: { 'async-await': false, 'for-await': false, 'async-generator': false },
    sourcemap: 'external', outfile: join(dirname(journey), 'bundle.js'), logLevel: 'error',
    absWorkingDir: dirname(journey),
  });
  const map = JSON.parse(outputFiles.find((file) => file.path.endsWith('.map')).text);
  const places = placesOf(map, (source) => ours(resolve(dirname(journey), source)) ? undefined : source);
  const text = outputFiles.find((file) => file.path.endsWith('.js')).text;
  return { text: `${text}${LINES(JSON.stringify(places))}`, places };
}

/** What the SDK looks places of errors up by. */
const LINES = (places) => `
globalThis.throngLines = (line) => { const p = ${places}; const at = p.lines[line]; return at && [p.files[at[0]], at[1]]; };
`;

const ours = (path) => !relative(sdk, path).startsWith('..') || basename(path) === 'stages';

async function main([input, output]) {
  if (output === undefined) throw new Error('write: node throng/build.mjs JOURNEY.js OUTPUT.wasm');
  if (!existsSync(input)) throw new Error(`${input}: there is no such file`);
  const { text, places } = await bundle(resolve(input));
  const work = await mkdtemp(join(tmpdir(), 'throng-'));
  try {
    await writeFile(join(work, 'load.wit'), contract(await readFile(join(wit, 'load.wit'), 'utf8')));
    const { component } = await componentize({
      witPath: work, world: 'javascript', jsSource: text, sync: true, optSize: true,
    }).catch((error) => { throw new Error(withPlaces(error.message, places)); });
    await writeFile(output, component);
  } finally {
    await rm(work, { recursive: true });
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  // esbuild has said its own errors already.
  if (error.errors === undefined) process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
}
