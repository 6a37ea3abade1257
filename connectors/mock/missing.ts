import type { OperationPlan, ParameterPlan } from '../../core/connector.ts';
import type { WireRequest } from '../wire/wire-request.ts';

/** What a server would miss in a request, as a sentence; nothing when it would take it. */
export const missingOf = (operation: OperationPlan, request: WireRequest, url: URL): string | undefined => {
  for (const [name, value] of new URLSearchParams(operation.path.split('?')[1] ?? ''))
    if (value !== '' && !value.includes('{') && url.searchParams.get(name) !== value)
      return `The query "${name}" must be "${value}".`;
  for (const parameter of operation.parameters) {
    if (!parameter.required) continue;
    if (!isThere(parameter, request, url))
      return `The ${parameter.in} parameter "${parameter.name}" is missing.`;
  }
  const { body } = operation;
  if (body?.required === true && request.body === undefined) return 'The body is missing.';
  if (body !== undefined && request.body !== undefined) return brokenBody(request);
  return undefined;
};

const isThere = (parameter: ParameterPlan, request: WireRequest, url: URL): boolean => {
  const { name } = parameter;
  switch (parameter.in) {
    case 'path':
      // The route was matched, so something stood there.
      return true;
    case 'query':
      return (
        hasQuery(url, name) ||
        parameter.style === 'deepObject' ||
        (parameter.explode && parameter.style === 'form')
      );
    case 'header':
      return request.headers[name.toLowerCase()] !== undefined;
    case 'cookie':
      return (request.headers['cookie'] ?? '').includes(`${name}=`) || parameter.explode;
    default:
      return parameter.in satisfies never;
  }
};

/** `a`, `a[]` and `a[b]` are all `a`. */
const hasQuery = (url: URL, name: string): boolean => {
  for (const key of url.searchParams.keys()) if (key === name || key.startsWith(`${name}[`)) return true;
  return false;
};

const brokenBody = ({ headers, body }: WireRequest): string | undefined => {
  const type = headers['content-type'] ?? '';
  const text = Buffer.from(body ?? []).toString('utf8');
  if (/[/+]json\b/.test(type)) {
    try {
      JSON.parse(text);
    } catch {
      return 'The body is no JSON.';
    }
  }
  if (type.startsWith('multipart/')) {
    const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
    if (boundary === undefined || !text.includes(`--${boundary}--`))
      return 'The body is not closed by its boundary.';
  }
  return undefined;
};
