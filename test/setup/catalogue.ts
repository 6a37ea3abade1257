import type { LookUp } from '../../flows/document/elsewhere.ts';
import { startUpstream, type Upstream } from './upstream.ts';
import { textOf } from './sources.ts';

/** A catalogue of functions as the standard lays one out, and other texts that flows take from addresses. */
export interface Catalogue extends Upstream {
  /** By path: texts can be put there, changed and taken away. */
  readonly files: Map<string, ServedText>;
}

export type ServedText = string | { readonly status: number; readonly type?: string; readonly text?: string };

/** The function that an example of the standard calls, by where it stands in its catalogue. */
export const logPath = '/functions/log/1.0.0/function.yaml';
export const logText = (): string => textOf(`test/fixtures/catalogue${logPath}`);

/** The address of the standard's own catalogue, with our function in it. */
export const standardCatalogue = 'https://raw.githubusercontent.com/serverlessworkflow/catalog/main';
export const lookUpStandard: LookUp = ({ address }) =>
  address === standardCatalogue + logPath ? { text: logText() } : { problem: `nothing is at ${address}` };

export const startCatalogue = async (): Promise<Catalogue> => {
  const files = new Map<string, ServedText>([[logPath, logText()]]);
  const upstream = await startUpstream(({ url = '', headers }, response) => {
    const file = files.get(url) ?? { status: 404 };
    // A server that hears and says nothing.
    if (file === 'silent') return;
    const served: Exclude<ServedText, string> = typeof file === 'string' ? { status: 200, text: file } : file;
    if (url.startsWith('/private/') && headers.authorization !== 'Bearer let-me-in') {
      response.writeHead(401).end();
      return;
    }
    const { status, type = 'text/plain; charset=utf-8', text = '' } = served;
    response.writeHead(status, { 'content-type': type }).end(text);
  });
  return { ...upstream, files };
};
