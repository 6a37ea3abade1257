import type { MessageKey } from '../messages/translate.ts';
import { shellText } from '../show/shell-text.ts';

/** Clients that people use, and what each wants to be told. */
export const clients = [
  'claudeCode',
  'claudeDesktop',
  'cursor',
  'vscode',
  'chatgpt',
  'stdio',
  'http',
] as const;
export type Client = (typeof clients)[number];

interface Place {
  readonly origin: string;
  readonly toolset: string;
  /** As long as the page knows it; else its name in the environment. */
  readonly key: string | null;
}

export interface Snippet {
  readonly text: string;
  readonly note: MessageKey;
}

/** The bridge comes with the hub: from a copy of it on the machine of the client. */
const bridge = ['--prefix', '/path/to/app-connect', 'app-connect-mcp'] as const;

const json = (value: unknown): string => JSON.stringify(value, null, 2);

export const snippetFor = (client: Client, { origin, toolset, key }: Place): Snippet => {
  const url = `${origin}/mcp/${toolset}`;
  const name = `app-connect-${toolset}`;
  const secret = key ?? '<API key>';
  const headers = { Authorization: `Bearer ${secret}` };
  const program = { command: 'npx', args: [...bridge, url], env: { HUB_KEY: secret } };
  switch (client) {
    case 'claudeCode':
      return {
        note: 'connectMcp.note.claudeCode',
        text: [
          `claude mcp add --transport http ${name} ${shellText(url)}`,
          `  --header ${shellText(`Authorization: Bearer ${secret}`)}`,
        ].join(' \\\n'),
      };
    case 'claudeDesktop':
      return { note: 'connectMcp.note.claudeDesktop', text: json({ mcpServers: { [name]: program } }) };
    case 'cursor':
      return { note: 'connectMcp.note.cursor', text: json({ mcpServers: { [name]: { url, headers } } }) };
    case 'vscode':
      return {
        note: 'connectMcp.note.vscode',
        text: json({
          inputs: [
            { type: 'promptString', id: 'hub-key', description: 'App Connect API key', password: true },
          ],
          // VS Code asks for it once and keeps it: it need not stand in a file that others read.
          servers: { [name]: { type: 'http', url, headers: { Authorization: 'Bearer ${input:hub-key}' } } },
        }),
      };
    case 'chatgpt':
      return { note: 'connectMcp.note.chatgpt', text: url };
    case 'stdio':
      return {
        note: 'connectMcp.note.stdio',
        text: `HUB_KEY=${shellText(secret)} npx ${bridge.join(' ')} ${shellText(url)}`,
      };
    case 'http':
      return {
        note: 'connectMcp.note.http',
        text: [
          `curl -X POST ${shellText(url)}`,
          `  -H ${shellText(`Authorization: Bearer ${secret}`)}`,
          `  -H 'Content-Type: application/json'`,
          `  -H 'Accept: application/json, text/event-stream'`,
          `  -H 'MCP-Protocol-Version: 2026-07-28'`,
          `  -H 'Mcp-Method: tools/list'`,
          `  -d ${shellText(
            JSON.stringify({
              ...{ jsonrpc: '2.0', id: 1, method: 'tools/list' },
              params: {
                _meta: {
                  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
                  'io.modelcontextprotocol/clientInfo': { name: 'curl', version: '1' },
                  'io.modelcontextprotocol/clientCapabilities': {},
                },
              },
            }),
          )}`,
        ].join(' \\\n'),
      };
    default:
      return client satisfies never;
  }
};
