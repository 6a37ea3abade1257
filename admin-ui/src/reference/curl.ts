import type { ApiOperation } from './document.ts';
import { shellText } from '../show/shell-text.ts';
import { exampleOf } from './example.ts';
import type { Schemas } from './schemas.ts';

/** The call as a command: the key comes from the environment, so that it is in no shell history. */
export const curlOf = (operation: ApiOperation, origin: string, schemas: Schemas): string => {
  const required = operation.parameters.filter((parameter) => parameter.required && parameter.in === 'query');
  const query = new URLSearchParams(
    required.map(({ name, schema }): [string, string] => [name, String(exampleOf(schema, schemas))]),
  ).toString();
  const lines = [
    `curl -X ${operation.method} ${shellText(`${origin}${operation.path}${query === '' ? '' : `?${query}`}`)}`,
    ...(operation.open ? [] : [`  -H "Authorization: Bearer $HUB_KEY"`]),
    ...(operation.body === null
      ? []
      : [
          `  -H 'Content-Type: application/json'`,
          `  -d ${shellText(JSON.stringify(exampleOf(operation.body, schemas)))}`,
        ]),
  ];
  return lines.join(' \\\n');
};
