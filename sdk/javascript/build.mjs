// Makes a component of a journey: node throng/build.mjs journey.js journey.wasm
import { componentize } from '@bytecodealliance/componentize-js';
import { build } from 'esbuild';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { placesOf } from './places.mjs';

const sdk = dirname(fileURLToPath(import.meta.url));
// A project has the contract beside the SDK; in throng's own repository it is at the top.
const wit = [join(sdk, 'wit'), join(sdk, '../../wit')].find(existsSync);

/** One module of the journey, the SDK and what both import, and what its lines were made of. */
async function bundle(journey) {
  const entry = `import * as journey from ${JSON.stringify(journey)};
import { stages } from ${JSON.stringify(join(sdk, 'stages.js'))};
export const { plan, setup, start, run, stop, teardown } = stages(journey);
`;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: dirname(journey), sourcefile: 'stages' },
    alias: { throng: join(sdk, 'index.js') },
    external: ['throng:*', 'wasi:*'],
    bundle: true, write: false, format: 'esm', target: 'es2023', platform: 'neutral', mainFields: ['module', 'main'],
    // Names of functions and no paths of this machine: the same bytes in every folder.
    keepNames: false, sourcemap: 'external', outfile: join(dirname(journey), 'bundle.js'), logLevel: 'error',
    absWorkingDir: dirname(journey),
  });
  const map = JSON.parse(outputFiles.find((file) => file.path.endsWith('.map')).text);
  const places = placesOf(map, (source) => ours(resolve(dirname(journey), source)) ? undefined : source);
  return `${outputFiles.find((file) => file.path.endsWith('.js')).text}
globalThis.throngLines = (line) => { const p = ${places}; const at = p.lines[line]; return at && [p.files[at[0]], at[1]]; };
`;
}

const ours = (path) => !relative(sdk, path).startsWith('..') || basename(path) === 'stages';

async function main([input, output]) {
  if (output === undefined) throw new Error('write: node throng/build.mjs JOURNEY.js OUTPUT.wasm');
  const work = await mkdtemp(join(tmpdir(), 'throng-'));
  try {
    const source = join(work, 'journey.js');
    await writeFile(source, await bundle(resolve(input)));
    const { component } = await componentize({
      sourcePath: source, witPath: wit, worldName: 'staged', disableFeatures: ['http', 'fetch-event'],
    });
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
