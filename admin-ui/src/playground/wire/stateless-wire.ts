import { isRecord } from '../../schema-form/settle.ts';
import { headerText } from './header-arguments.ts';
import { answerOf, type Post } from './post.ts';
import { capabilities, clientInfo, questionIn, type During, type Fields, type Wire } from './wire.ts';

const era = '2026-07-28';

/** Names of the methods whose object stands in a header too. */
const named: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
};

/** A tool that asks for ever asks nobody. */
const mostRounds = 50;

/** Each request says everything; a question comes as the answer, and the request goes out again with what was said. */
export const openStatelessWire = (post: Post): Wire => {
  let count = 0;
  const send = async (method: string, params: Fields, { signal, headers, heard }: During) => {
    count += 1;
    const name = named[method];
    const value = name === undefined ? undefined : params[name];
    const meta = {
      'io.modelcontextprotocol/protocolVersion': era,
      'io.modelcontextprotocol/clientInfo': clientInfo,
      'io.modelcontextprotocol/clientCapabilities': capabilities,
      ...(heard !== undefined && { 'io.modelcontextprotocol/logLevel': 'debug', progressToken: count }),
    };
    const exchange = await post({
      body: { jsonrpc: '2.0', id: count, method, params: { ...params, _meta: meta } },
      headers: {
        'MCP-Protocol-Version': era,
        'Mcp-Method': method,
        ...(typeof value === 'string' && { 'Mcp-Name': headerText(value) }),
        ...headers,
      },
      signal,
      heard: (message) => message['method'] !== undefined && heard?.(message),
    });
    return answerOf(exchange);
  };

  const call: Wire['call'] = async (method, params, during) => {
    let answer = await send(method, params, during);
    for (let round = 0; round < mostRounds; round += 1) {
      const { result } = answer;
      if (result?.['resultType'] !== 'input_required' || during.ask === undefined) return answer;
      const inputResponses: Record<string, Fields> = {};
      for (const [key, asked] of Object.entries(recordOf(result['inputRequests']))) {
        const question = isRecord(asked) ? questionIn(asked) : undefined;
        const said = question === undefined ? null : await during.ask(question, during.signal);
        if (said === null) return { ...answer, unanswered: true };
        inputResponses[key] = said;
      }
      const { requestState } = result;
      const more = { inputResponses, ...(requestState !== undefined && { requestState }) };
      answer = await send(method, { ...params, ...more }, during);
    }
    return answer;
  };
  // There is nothing that would stay.
  return { call, close: async () => undefined };
};

const recordOf = (value: unknown): Fields => (isRecord(value) ? value : {});
