import { shellText } from '../show/shell-text.ts';
import type { WireRequest } from './wire/wire.ts';

/** The key as it is shown: enough to tell one from another, and nothing to take away. */
export const masked = (name: string, value: string): string =>
  /^(authorization|mcp-session-id)$/i.test(name) ? value.replace(/^(Bearer )?(.{0,6}).*$/s, '$1$2…') : value;

/** The same request from a terminal; the key comes from the environment, so that it is in no history. */
export const wireCurl = ({ method, url, headers, body }: WireRequest): string =>
  [
    `curl -i -X ${method} ${shellText(url)}`,
    ...Object.entries(headers).map(([name, value]) =>
      name === 'Authorization'
        ? `  -H "Authorization: Bearer $HUB_KEY"`
        : `  -H ${shellText(`${name}: ${value}`)}`,
    ),
    ...(body === null ? [] : [`  -d ${shellText(JSON.stringify(body))}`]),
  ].join(' \\\n');
