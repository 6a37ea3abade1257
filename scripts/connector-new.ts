import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { Mistake, nameShape, ownFolder, runProgram } from './connector-folder.ts';
import { exampleFiles } from './connector-example.ts';

/** `npm run connector:new <name>`: a folder with a connector that works, an API to try it with, and its test. */
await runProgram(async () => {
  const args = process.argv.slice(2);
  const [name] = args;
  if (name === undefined || !nameShape.test(name))
    throw new Mistake(
      'Name the connector: npm run connector:new my-crm. Small letters, digits and hyphens, a letter first.',
    );
  const own = ownFolder(args);
  if (own === undefined)
    throw new Mistake(
      `Say where your connectors stand, outside of the hub's own folder: HUB_CONNECTORS=../my-connectors npm run connector:new ${name}`,
    );
  const folder = join(own, name);
  if (existsSync(folder)) throw new Mistake(`${folder} is there already. Choose another name, or remove it.`);
  const kit = relative(folder, join(import.meta.dirname, '..', 'connectors', 'define', 'kit.ts'));
  for (const [path, text] of Object.entries(exampleFiles(name, kit))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  console.log(`Made ${folder}. Next:

  node ${join(folder, 'example-api.mjs')}        the API that it speaks to, in a terminal of its own
  npm run connector:test ${name}      replays its recorded calls
  npm run connector:dev ${name}       tries it; saved changes are loaded`);
});
