import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readHeadline } from './read-headline.ts';

/** A flow to begin with, and the tests that it comes with. */
export interface LibraryFlow {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly tests: string;
}

const folder = join(import.meta.dirname, 'library');

/** The flows that the hub brings along. Read when somebody asks: they are files of the hub itself. */
export const readLibrary = async (): Promise<LibraryFlow[]> => {
  const files = (await readdir(folder)).filter(
    (name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'),
  );
  return Promise.all(
    files.sort().map(async (file) => {
      const stem = join(folder, file.slice(0, -'.yaml'.length));
      const [text, tests] = await Promise.all([
        readFile(`${stem}.yaml`, 'utf8'),
        readFile(`${stem}.test.yaml`, 'utf8'),
      ]);
      const headline = await readHeadline(text);
      return {
        name: headline?.name ?? file,
        title: headline?.title ?? '',
        summary: headline?.summary ?? '',
        ...{ text, tests },
      };
    }),
  );
};
