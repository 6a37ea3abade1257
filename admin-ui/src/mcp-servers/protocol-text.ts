import type { McpServer } from '../api/shapes.ts';
import type { Translate } from '../messages/translate.ts';

/** How the hub talks with a server: `Streamable HTTP · 2025-11-25`. */
export const protocolText = (
  t: Translate,
  transport: NonNullable<McpServer['transport']>,
  protocol: string | null,
): string => [t(`mcpServers.transport.${transport}`), ...(protocol === null ? [] : [protocol])].join(' · ');

type Spoken = Pick<McpServer, 'era' | 'protocol' | 'older'>;

/** The revisions of MCP that a server was found to know: `2026-07-28, 2025-11-25`; null while nobody knows. */
export const revisionsText = ({ protocol, older }: Spoken): string | null =>
  protocol === null || older === null || older.protocol === null
    ? protocol
    : `${protocol}, ${older.protocol}`;

/** What it means for clients that the server knows this era or that one. */
export const eraText = (t: Translate, { era, older }: Spoken): string | null => {
  if (era === null) return null;
  if (older === null) return t('mcpServers.onlyOlder');
  if (!older.asked) return t('mcpServers.olderUnasked');
  return older.protocol === null ? t('mcpServers.noOlder') : null;
};
