import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../setup/eventually.ts';
import { connectClient, eras, httpTransport, type TestClient } from '../../setup/mcp-client.ts';
import { startTestMcp, type TestMcp } from '../../setup/mcp-endpoint.ts';
import { aborted, offeredTools, waiting } from '../../setup/offered-tools.ts';
import { verifies } from '../../setup/verifies.ts';

let mcp: TestMcp;

beforeAll(async () => {
  mcp = await startTestMcp();
});

afterAll(async () => {
  await mcp.stop();
});

describe.each(eras)('the official client, era of %s', (era) => {
  let one: TestClient;

  beforeAll(async () => {
    one = await connectClient(httpTransport(String(mcp.urls[0]), mcp.caller()), era);
  });

  afterAll(async () => {
    await one.close();
  });

  test('agrees on the newest revision of the era and learns what the toolset is for', () => {
    expect(one.client.getNegotiatedProtocolVersion()).toBe(era === 'sessions' ? '2025-11-25' : '2026-07-28');
    expect(one.client.getInstructions()).toBe('Tools of the tests.');
    expect(one.client.getServerCapabilities()).toEqual({
      tools: { listChanged: true },
      resources: { listChanged: true, subscribe: true },
      prompts: { listChanged: true },
      completions: {},
      logging: {},
    });
  });

  test('sees the tools with their schemas unchanged', async () => {
    const { tools } = await one.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([...offeredTools.keys()]);
    expect(tools.find(({ name }) => name === 'json_schema_2020_12_tool')?.inputSchema).toEqual(
      offeredTools.get('json_schema_2020_12_tool')?.definition['inputSchema'],
    );
  });

  verifies('mcp.serve.eras', 'calls tools: text, pictures, structured content, errors', async () => {
    expect(await one.text('test_simple_text')).toBe('This is a simple text response for testing.');
    expect(await one.text('test_multiple_content_types')).toBe('Multiple content types test: image resource');
    const { structuredContent } = await one.client.callTool({
      name: 'echo',
      arguments: { a: [1, { b: null }] },
    });
    expect(structuredContent).toMatchObject({ given: { a: [1, { b: null }] } });
    // Before 2026 structured content had to be an object.
    const numbers = await one.client.callTool({ name: 'whole_numbers' });
    expect(numbers.structuredContent).toEqual(era === 'sessions' ? { result: [1, 2] } : [1, 2]);
    expect(await one.client.callTool({ name: 'test_error_handling' })).toMatchObject({ isError: true });
  });

  test('is told why a call is refused, and nothing of the inside of the hub', async () => {
    await expect(one.text('fail')).rejects.toMatchObject({
      code: -32603,
      message: 'Too often. Try again in 3 seconds.',
      data: { code: 'rate_limited', retryAfter: 3 },
    });
    await expect(one.text('no_such_tool')).rejects.toMatchObject({ code: -32602 });
    const error = await one.text('break').then(
      () => new Error('it worked'),
      (thrown: unknown) => thrown as Error,
    );
    expect(error.message).not.toContain('secret');
    expect(mcp.logged()).toContain('a secret of the inside');
  });

  verifies('mcp.serve.eras', 'answers questions in the middle of a call', async () => {
    expect(await one.text('test_elicitation', { message: 'Who?' })).toBe(
      'User response: action=accept, content={"response":"response of Who?"}',
    );
    expect(await one.text('test_sampling', { prompt: 'Hm?' })).toBe('LLM response: as the model says');
    expect(await one.text('two_questions')).toBe('value of First? value of Second? value of Third?');
  });

  test('answers what an upstream wants to know before it answers', async () => {
    expect(await one.text('test_input_required_result_multi_round')).toBe(
      'Multi-round complete for name of What is your name? who likes color of What is your favourite colour?',
    );
    expect(await one.text('test_input_required_result_multiple_inputs')).toBe(
      'Name: name of What is your name?; Greeting: as the model says',
    );
    expect(await one.text('test_input_required_result_list_roots')).toBe('Found 1 root(s)');
  });

  test('hears of progress while a call is under way', async () => {
    const progress: number[] = [];
    await one.client.callTool(
      { name: 'test_tool_with_progress' },
      { onprogress: (news) => void progress.push(news.progress) },
    );
    expect(progress).toEqual([0, 50, 100]);
  });

  test('cancels a call', async () => {
    const before = aborted.count;
    const abort = new AbortController();
    const call = one.client.callTool({ name: 'wait' }, { signal: abort.signal });
    await eventually(async () => expect(waiting.count).toBe(1));
    abort.abort('enough');
    await expect(call).rejects.toThrow();
    await eventually(async () => expect(aborted.count).toBe(before + 1));
  });

  verifies('mcp.serve.eras', 'reads resources, gets prompts and completes arguments', async () => {
    const { resources } = await one.client.listResources();
    expect(resources.map(({ uri }) => uri)).toContain('test://static-text');
    const { contents } = await one.client.readResource({ uri: 'test://template/7/data' });
    expect(contents[0]).toMatchObject({ text: '{"id":"7","data":"Data for ID: 7"}' });
    await expect(one.client.readResource({ uri: 'test://none' })).rejects.toMatchObject({ code: -32602 });
    const { messages } = await one.client.getPrompt({
      ...{ name: 'test_prompt_with_arguments', arguments: { arg1: 'a', arg2: 'b' } },
    });
    expect(messages[0]?.content).toMatchObject({ text: "Prompt with arguments: arg1='a', arg2='b'" });
    const { completion } = await one.client.complete({
      ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' },
      argument: { name: 'arg1', value: 'pa' },
    });
    expect(completion.values).toEqual(['paris', 'park']);
  });

  test('gets log messages from the level that it asks for', async () => {
    if (era === 'sessions') await one.client.setLoggingLevel('error');
    await one.text('test_tool_with_logging');
    expect(one.told).not.toContain('notifications/message');
    if (era === 'sessions') await one.client.setLoggingLevel('info');
    const _meta = era === 'sessions' ? {} : { _meta: { 'io.modelcontextprotocol/logLevel': 'info' } };
    await one.client.callTool({ name: 'test_tool_with_logging', ..._meta });
    await eventually(async () =>
      expect(one.told.filter((method) => method === 'notifications/message')).toHaveLength(3),
    );
  });

  test('is told of changes, and of resources that it subscribed to', async () => {
    const uri = 'test://watched-resource';
    if (era === 'sessions') await one.client.subscribeResource({ uri });
    else await one.client.listen({ toolsListChanged: true, resourceSubscriptions: [uri] });
    await eventually(async () => expect(mcp.offers.watchers()).toBeGreaterThan(0));
    expect(mcp.offers.subscribed).toContain(uri);
    mcp.offers.tell('tools');
    mcp.offers.tell({ resource: 'test://static-text' });
    mcp.offers.tell({ resource: uri });
    await eventually(async () => {
      expect(one.told).toContain('notifications/tools/list_changed');
      expect(one.told.filter((method) => method === 'notifications/resources/updated')).toHaveLength(1);
    });
  });
});

test('a client that speaks both eras takes the newer one', async () => {
  const { Client } = await import('@modelcontextprotocol/client');
  const client = new Client({ name: 'both', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(httpTransport(String(mcp.urls[0]), mcp.caller()));
  expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
  await client.close();
});
