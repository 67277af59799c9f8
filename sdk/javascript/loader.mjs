// What `throng dev` runs instead of a component of the journey: a component that takes the journey's text from the host when
// it starts. It is made once; after a save only the text is new, and nothing has to be compiled.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { contract, imported } from './contract.mjs';

/** What the host gives besides the contract. */
const HOST = `
package throng:dev@0.1.0 {
  interface journey {
    text: func() -> string;
    refuse: func(message: string);
    place: func(where: string);
  }
}
`;

const imports = (names) => `import { place, refuse, text } from 'throng:dev/journey@0.1.0';
${names.map((name, at) => `import * as m${at} from '${name}';`).join('\n')}
const contract = { ${names.map((name, at) => `'${name}': m${at}`).join(', ')} };
`;

/** Writes the loader for this contract to `output`; it is kept beside the tools, and made where there is none. */
export async function writeLoader(load, tools, output) {
  const wit = contract(load).replace('include staged;', 'include staged;\n  import throng:dev/journey@0.1.0;') + HOST;
  const jsSource = imports(imported(load)) + await readFile(new URL('evaluate.js', import.meta.url), 'utf8');
  const { version } = JSON.parse(await readFile(join(tools, 'componentize-qjs/package.json'), 'utf8'));
  const digest = createHash('sha256').update(JSON.stringify([version, wit, jsSource])).digest('hex').slice(0, 16);
  const kept = join(tools, '.cache/throng', `loader-${digest}.wasm`);
  if (!existsSync(kept)) await make(wit, jsSource, kept);
  await copyFile(kept, output);
}

async function make(wit, jsSource, kept) {
  await mkdir(dirname(kept), { recursive: true });
  // Names of its own: another process may be making the same.
  const work = `${kept}.${process.pid}`;
  await mkdir(work);
  try {
    await writeFile(join(work, 'load.wit'), wit);
    const { componentize } = await import('componentize-qjs');
    const { component } = await componentize({ witPath: work, world: 'javascript', jsSource, sync: true, optSize: true });
    await writeFile(join(work, 'loader.wasm'), component);
    await rename(join(work, 'loader.wasm'), kept);
  } finally {
    await rm(work, { recursive: true });
  }
}
