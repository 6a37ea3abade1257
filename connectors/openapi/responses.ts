import type { JsonSchema, ResponseContent, ResponsePlan } from '../../core/connector.ts';
import { byPreference, kindOf } from './media.ts';
import { follow } from './pointer.ts';
import type { Schemas } from './schemas.ts';
import { isTree, treeOf, type Tree } from './tree.ts';

export interface ResponseSource {
  readonly root: Tree;
  readonly schemas: Schemas;
  readonly notes: string[];
}

/** Examples beyond this size are for people who read the document, not for a mock. */
const largestExample = 20_000;

export const planResponses = (given: unknown, source: ResponseSource): ResponsePlan[] => {
  const planned: ResponsePlan[] = [];
  for (const [key, value] of Object.entries(treeOf(given))) {
    const status = statusOf(key);
    if (status === undefined) continue;
    let response: unknown;
    try {
      response = follow(source.root, value);
    } catch (error) {
      source.notes.push(
        `The answer ${key} is left out: ${error instanceof Error ? error.message : 'unreadable'}.`,
      );
      continue;
    }
    const contents = treeOf(treeOf(response)['content']);
    planned.push({
      status,
      contents: byPreference(Object.keys(contents)).map((type) =>
        contentOf(type, treeOf(contents[type]), source),
      ),
    });
  }
  return planned;
};

const statusOf = (key: string): string | undefined => {
  if (key === 'default') return key;
  const upper = key.toUpperCase();
  return /^[1-5](\d\d|XX)$/.test(upper) ? upper : undefined;
};

const contentOf = (mediaType: string, media: Tree, source: ResponseSource): ResponseContent => {
  const kind = kindOf(mediaType);
  const example = exampleOf(media, source.root);
  return {
    mediaType,
    kind,
    ...(media['schema'] === undefined || kind === 'binary'
      ? {}
      : { schema: source.schemas.convert(media['schema'], 'read') }),
    ...(example === undefined ? {} : { example }),
  };
};

const exampleOf = (media: Tree, root: Tree): unknown => {
  let example = media['example'];
  if (example === undefined) {
    const [first] = Object.values(treeOf(media['examples']));
    try {
      const followed = follow(root, first);
      example = isTree(followed) ? followed['value'] : undefined;
    } catch {
      return undefined;
    }
  }
  if (example === undefined) return undefined;
  return JSON.stringify(example).length <= largestExample ? example : undefined;
};

/** The shape of a good answer: of the lowest 2xx that has one; of `default` where no 2xx is named. */
export const outputOf = (responses: readonly ResponsePlan[]): JsonSchema | undefined => {
  const good = responses
    .filter(({ status }) => status.startsWith('2'))
    .sort((a, b) => (a.status < b.status ? -1 : 1));
  const chosen =
    good.length === 0
      ? responses.find(({ status }) => status === 'default')
      : good.find(({ contents }) => contents.length > 0);
  const content = chosen?.contents[0];
  return content?.kind === 'json' ? content.schema : undefined;
};
