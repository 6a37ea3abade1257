/** What the conformance suite runs as a client: it only says where, and waits until the hub of the test is through. */
const [control = '', server = ''] = process.argv.slice(2);
const { MCP_CONFORMANCE_SCENARIO: scenario, MCP_CONFORMANCE_CONTEXT: context } = process.env;
const answer = await fetch(control, {
  method: 'POST',
  body: JSON.stringify({ server, scenario, context: JSON.parse(context ?? '{}') as unknown }),
});
const said = await answer.text();
process.stdout.write(`${said}\n`);
process.exitCode = answer.ok ? 0 : 1;
