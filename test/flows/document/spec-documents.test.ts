import { describe, expect, test } from '@jest/globals';
import { readFlow } from '../../../flows/document/read-flow.ts';
import { lookUpStandard } from '../../setup/catalogue.ts';
import { definitionsIn, filesIn, ours, standard } from '../../setup/flow-documents.ts';
import { textOf } from '../../setup/sources.ts';
import { verifies } from '../../setup/verifies.ts';

/** Documents of the standard are read as they are. */

const messagesOf = async (text: string): Promise<string[]> =>
  (await readFlow(text, lookUpStandard)).problems.map(({ path, message }) => `${path} ${message}`);

describe('an example of the standard', () => {
  const files = filesIn(`${standard}/examples`, '.yaml');

  test.each(files)('%s', async (file) => {
    expect(await messagesOf(textOf(`${standard}/examples/${file}`))).toEqual([]);
  });

  verifies('flows.examples', 'is there, for each of the 66', () => {
    expect(files).toHaveLength(66);
  });
});

verifies('flows.conformance', 'all definitions of the conformance kit are read', async () => {
  const definitions = filesIn(`${standard}/ctk`, '.feature').flatMap((file) =>
    definitionsIn(textOf(`${standard}/ctk/${file}`)),
  );
  expect(definitions).toHaveLength(21);
  for (const definition of definitions) expect(await messagesOf(definition)).toEqual([]);
});

test.each([
  ['two-tasks-in-one-item.yaml', '/do/0 An item holds one task, but this one holds "getPet", "setMessage"'],
  ['extra-property-in-call.yaml', '/do/0/getPet/foo Unknown property "foo".'],
  ['listen-any-until-any-until.yaml', '/do "do" is here twice.'],
])('what the standard refuses is refused: %s', async (file, message) => {
  expect(await messagesOf(textOf(`${standard}/invalid/${file}`))).toEqual([expect.stringContaining(message)]);
});

test.each(filesIn(ours, '.yaml'))('a flow of ours: %s', async (file) => {
  const { document, problems } = await readFlow(textOf(`${ours}/${file}`));
  expect(problems).toEqual([]);
  expect(document?.tasks.length).toBeGreaterThan(0);
});

test('a document reads the same as YAML and as JSON', async () => {
  for (const file of filesIn(ours, '.yaml')) {
    const { document } = await readFlow(textOf(`${ours}/${file}`));
    const json = await readFlow(JSON.stringify(document?.definition, null, '\t'));
    expect(json.document).toEqual(document);
  }
});
