import type { ServerPlan, ServerVariable } from '../../core/connector.ts';
import { isTree, listOf, textOf, treeOf, wordOf, type Tree } from './tree.ts';

/** Where the API lives; relative addresses are completed with where the document came from. */
export const planServers = (given: unknown, from: string | undefined): ServerPlan[] =>
  listOf(given)
    .filter(isTree)
    .map((server) => {
      const description = textOf(server['description']);
      return {
        url: complete(wordOf(server['url']) || '/', from),
        ...(description === undefined ? {} : { description }),
        variables: variablesOf(treeOf(server['variables'])),
      };
    });

const variablesOf = (given: Tree): Record<string, ServerVariable> =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const variable = treeOf(value);
      const choices = listOf(variable['enum']).map(wordOf);
      const description = textOf(variable['description']);
      return [
        name,
        {
          fallback: wordOf(variable['default']) || (choices[0] ?? ''),
          ...(choices.length === 0 ? {} : { choices }),
          ...(description === undefined ? {} : { description }),
        },
      ];
    }),
  );

const complete = (url: string, from: string | undefined): string => {
  const plain = url.trim().replace(/\/+$/, '');
  if (plain.startsWith('//')) return `${/^https?:/i.exec(from ?? '')?.[0] ?? 'https:'}${plain}`;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(plain) || plain.startsWith('{') || from === undefined)
    return plain || '/';
  // A variable must not be percent-encoded, which is what a URL parser would do.
  try {
    return new URL(plain || '/', from).href.replace(/%7B/gi, '{').replace(/%7D/gi, '}').replace(/\/+$/, '');
  } catch {
    return plain || '/';
  }
};

/** Swagger 2.0: schemes, host and base path. */
export const swaggerServers = (root: Tree, from: string | undefined): ServerPlan[] => {
  const base = wordOf(root['basePath']);
  // Many write the scheme here as well.
  const host = wordOf(root['host']).replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  if (host === '') return planServers([{ url: base || '/' }], from);
  const schemes = listOf(root['schemes']).map(wordOf);
  const usable = ['https', 'http'].filter((scheme) => schemes.includes(scheme));
  const path = base === '' || base.startsWith('/') ? base : `/${base}`;
  return planServers(
    (usable.length > 0 ? usable : ['https']).map((scheme) => ({ url: `${scheme}://${host}${path}` })),
    from,
  );
};
