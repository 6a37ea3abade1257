import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HubError } from '../core/errors.ts';
import type { FlowDocument } from './document/model.ts';
import { readFlow } from './document/read-flow.ts';

/** A flow to begin with, and the tests that it comes with. */
export interface LibraryFlow {
  readonly name: string;
  readonly namespace: string;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly tests: string;
  /** What whoever takes it is asked for: values that are theirs. */
  readonly asks: readonly LibraryAsk[];
  readonly document: FlowDocument;
}

export const askSchema = z.strictObject({
  at: z.string().regex(/^\//).describe('Where the value stands in the text.'),
  title: z.string().min(1),
  description: z.string(),
  schema: z.record(z.string(), z.unknown()).describe('JSON Schema of the value.'),
});
type LibraryAsk = z.infer<typeof askSchema>;

const folder = join(import.meta.dirname, 'library');

/** The flows that the hub brings along. Read when somebody asks: they are files of the hub itself. */
export const readLibrary = async (): Promise<LibraryFlow[]> => {
  const names = await readdir(folder);
  const files = names.filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'));
  return Promise.all(
    files.sort().map(async (file) => {
      const own = file.slice(0, -'.yaml'.length);
      const stem = join(folder, own);
      const [text, tests, asked] = await Promise.all([
        readFile(`${stem}.yaml`, 'utf8'),
        readFile(`${stem}.test.yaml`, 'utf8'),
        names.includes(`${own}.ask.json`) ? readFile(`${stem}.ask.json`, 'utf8') : '[]',
      ]);
      const { document, problems } = await readFlow(text);
      if (document === null)
        throw new HubError('internal', `The flow "${file}" of the library cannot be read.`, {
          details: { problems },
        });
      const { name, namespace, title, summary } = document;
      const asks = z.array(askSchema).parse(JSON.parse(asked));
      return { name, namespace, title: title ?? '', summary: summary ?? '', text, tests, asks, document };
    }),
  );
};
