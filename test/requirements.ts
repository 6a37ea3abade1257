/**
 * What the product promises, as data: one line for each thing that somebody may rely on. A test says which promise
 * it holds by `verifies('id', 'name', …)`; test/requirements.test.ts fails when a promise has no test, or a test
 * holds no promise. A table: it grows with the product, and is long because all promises stand in one place.
 */
const promises = {
  // Two commands
  'foundation.start.fresh-clone':
    'npm start on a fresh clone installs, builds, migrates and prints an address and a sign-in link',
  'foundation.start.root': 'The embedded PostgreSQL starts under root too',
  'foundation.start.again': 'A later start skips what is done and keeps the data',
  'foundation.start.bootstrap-key':
    'HUB_BOOTSTRAP_KEY makes an owner API key with that value on the first start',
  'foundation.start.drain': 'Ctrl-C drains, stops the database and exits 0',
  'foundation.start.after-kill': 'A hub that was killed starts again unharmed',
  'foundation.start.roles': 'Each role starts alone or with others, by HUB_ROLES only',
  'foundation.start.bad-settings':
    'Wrong or missing settings are told all at once, with name and correct example, exit 1',
  'foundation.start.port-taken': 'A taken port ends the start with a sentence that says what to do',
  'foundation.start.database-too-old':
    'A database older than 15 ends the start with a sentence that says what to do',
  'foundation.start.disk-full': 'A full disk ends in a sentence that says what to do',
  'foundation.start.wrong-vault-key':
    'A wrong key for the vault ends the start with a sentence that says what to do',
  'foundation.test.left-out':
    'A suite that lacks a component is named with the command that brings it in; a failure with CI=true',

  // Platform
  'foundation.config.table': 'Every setting is listed by npm run config, from the one schema that checks it',
  'foundation.migrations.atomic': 'Migrations are applied all or not at all, and by one process at a time',
  'foundation.log.redaction': 'Secrets never reach the log in clear',
  'foundation.metrics.prometheus': '/metrics speaks the Prometheus format',
  'foundation.tracing.otlp': 'With OTEL_EXPORTER_OTLP_ENDPOINT set, spans leave by OTLP',
  'foundation.health.readiness':
    '/health says that the process lives, /ready whether it can work, and why not',
  'foundation.blobs.contract': 'Files and S3 keep blobs alike',
  'foundation.jobs.claim-once': 'A job is claimed by one worker at a time, under a lease in database time',
  'foundation.jobs.fence': 'A worker that lost its lease cannot finish the job any more',
  'foundation.jobs.retry-then-dead': 'A failing job backs off, then is dead with its reason, never dropped',
  'foundation.jobs.fair': 'A space with many jobs does not starve the others',
  'foundation.jobs.hints-contract':
    'Hints in process and by Bull on Redis behave alike; a lost hint costs time only',
  'foundation.jobs.redis-down': 'Without Redis the work goes on',
  'foundation.jobs.kill': '500 jobs and 500 outbox messages under 50 kill -9: nothing is lost',
  'foundation.events.outbox': 'A fact and its event are committed together or not at all',
  'foundation.events.exactly-once': 'The database effects of a subscriber happen once for each event',
  'foundation.events.order': 'Facts with one key arrive in the order they were committed',
  'foundation.events.fair': 'A space with many events does not starve the others',
  'foundation.events.contract': 'Subscribers in process and over Kafka see the same',
  'foundation.egress.ssrf':
    'No spelling of a private address is ever connected to, at any redirect or DNS answer',
  'foundation.egress.allow':
    'HUB_EGRESS_ALLOW lets listed addresses and ports through, and tells each wrong entry',
  'foundation.egress.limits': 'Slow, dripping, huge and bomb-like answers end in a named error',
  'foundation.egress.credentials': 'Credentials are dropped when a redirect leaves the origin',
  'foundation.vault.binding':
    'A secret opens in its own row, table and space only, and no changed byte is accepted',
  'foundation.vault.rotation': 'Data keys rotate and are wrapped anew while in use, resumable after a kill',
  'foundation.vault.shred': 'The secrets of a shredded space cannot be read any more',

  // Gateway, the listener
  'foundation.http.request-id': 'Every answer carries a request id, the one in the log',
  'foundation.http.security-headers': 'Every answer carries the security headers',
  'foundation.http.cors': 'No foreign origin is reflected with credentials',
  'foundation.http.trusted-proxies': 'X-Forwarded-For counts only as many hops as are trusted',
  'foundation.http.bad-input':
    'Deep, huge, broken or unknown input answers 4xx with the place; never 500, never a stack trace',
  'foundation.http.slow-clients': 'Slow senders are cut off',
  'foundation.http.rate-limits': 'Limits by key, address and space hold over all processes',
  'foundation.http.websocket-auth': 'A WebSocket needs the same authentication as a request',
  'foundation.http.crowd': 'A crowd that comes while the process is busy waits instead of being turned away',
  'foundation.http.drain': 'A stopping listener answers what it has begun and takes nothing new',

  // Spaces, people, keys
  'foundation.tenants.row-level-security':
    'The database hides the rows of other spaces, even from a query that forgot them',
  'foundation.tenants.matrix': 'Every operation × 8 identities: a foreign id answers like an unknown one',
  'foundation.people.roles': 'Nobody grants more than they hold, and the last owner stays',
  'foundation.people.invitations': 'Invitations work once, for 7 days, for the invited address',
  'foundation.sign-in.password':
    'Passwords are stored by argon2id, and an unknown account costs the same work',
  'foundation.sign-in.throttle': 'Guessing is slowed down by account and by address, never locked for good',
  'foundation.sign-in.totp': 'A second factor works once per code; recovery codes once each',
  'foundation.sign-in.link': 'A sign-in link works once, for 15 minutes',
  'foundation.sign-in.oidc': 'OpenID sign-in takes PKCE, state, nonce and issuer seriously, and maps roles',
  'foundation.sessions.forged': 'No forged, altered or expired session token is accepted',
  'foundation.sessions.rotation': 'Refresh tokens rotate; a reused one ends the session',
  'foundation.sessions.revocation':
    'Revoked sessions and keys, changed roles and disabled people act within a second',
  'foundation.keys.hashed': 'API keys are stored hashed and shown once',
  'foundation.keys.scoped': 'A key never holds more permissions than its maker, and expires',
  'foundation.audit.chain': 'A changed, removed or inserted audit entry is found',
  'foundation.audit.checkpoints':
    'An audit chain that was sealed anew, or cut off, by somebody who rules the database is found',

  // One table, many faces
  'foundation.operations.openapi': '/openapi.json describes exactly the routes that exist',
  'foundation.operations.permissions': 'Every operation is refused without its permission',
  'foundation.operations.lists': 'Lists page by cursor, filter and sort alike everywhere',
  'foundation.operations.problems': 'Errors are problem+json with a stable code',
  'foundation.operations.idempotency': 'The same Idempotency-Key on a write has one effect and one answer',

  // Connections
  'connectors.auth.schemes': 'Every security scheme of OpenAPI arrives at the server as its document says',
  'connectors.auth.oauth':
    'A connection is authorised by code with PKCE, device code, client credentials or password, at providers as they are',
  'connectors.auth.attacks':
    'No forged, replayed, mixed-up or foreign answer of a provider ends in a connection',
  'connectors.auth.refresh-once':
    'A token is renewed once per expiry over all processes, also when one is killed meanwhile',
  'connectors.auth.needs-reauth':
    'A refused renewal is told once and never loops; while a provider is away the old token serves on',
  'connectors.auth.sealed': 'Secrets of connections are never answered, told or stored in clear',
  'connectors.auth.moved': 'Nobody sends a secret of a connection somewhere else without knowing it',

  // Admin UI
  'foundation.ui.sign-in': 'A person signs in by link and by password in a browser',
  'foundation.ui.members': 'Members are invited, changed and removed in a browser',
  'foundation.ui.keys': 'Keys are made and revoked in a browser',
  'foundation.ui.audit': 'The audit log is read and verified in a browser',
  'foundation.ui.jobs': 'Failed jobs are looked at, run again and discarded in a browser',
  'foundation.ui.live': 'What another person changes shows without a reload',
  'foundation.ui.views': 'Search, filters and order of a list are saved under a name, in the account',
  'foundation.ui.bulk': 'Many entries are chosen and changed at once, and what failed is named',
  'foundation.ui.entry': 'An entry has an address of its own and stands beside its list',
  'foundation.ui.long-lists': 'A list of thousands draws what is seen, and goes on by itself',
  'foundation.ui.write-once': 'A write that got no answer has one effect when it is sent again',
  'foundation.ui.axe': 'No page has an axe violation',
  'foundation.ui.languages': 'Every text exists in English and German',

  // Habits
  'foundation.habits.import-law':
    'A top-level folder imports core and platform only; no cycles; one file per third party',
  'foundation.habits.names':
    'No vague names, no barrels, no forgotten switches in tests, a README in every folder',
  'foundation.habits.migrations': 'Migrations are numbered without gaps and never edited once released',
  'foundation.habits.clean-files': 'No tracked file names a machine or a registry',
  'foundation.habits.supply-chain':
    'Lockfile, licences, install scripts and forbidden packages are checked; an SBOM can be had',
  'foundation.habits.deploy': 'The files of deploy/ fit the schemas of what reads them',
  'foundation.habits.components': 'Every real component starts, answers and is gone after its stop',

  // Connectors: the import
  'connectors.import.swagger':
    'Swagger 2.0 comes in with all that it says of parameters, bodies, answers and security',
  'connectors.import.versions': 'OpenAPI 3.0, 3.1 and 3.2 come in, each in its own words',
  'connectors.import.schemas':
    'Every schema of an import is valid JSON Schema, shared schemas stay shared, and no reference dangles',
  'connectors.checked-requests':
    'Requests are read by the styles of their document as the hub writes them, and checked by its schemas',
  'connectors.import.directions': 'Read-only fields are not sent, and write-only ones not answered',
  'connectors.import.names':
    'Operations and arguments have names that every model takes, unique, and the same after a re-import',
  'connectors.import.isolation':
    'A broken operation is skipped with its place and its reason, and the others work',
  'connectors.import.hints': 'Paging, sensitive fields, security and servers are found in the document',
  'connectors.import.events': 'Webhooks and callbacks of a document become event types',
  'connectors.import.bad-input':
    'Whatever is given as a document, the import answers in time with a message that names the place',
  'connectors.import.unharmed': 'The hub answers others while a document is read, however large it is',
  'connectors.import.no-calls': 'A document makes the hub call no address but its own host',
  'connectors.changes': 'A new version says which operations change, and what would break',
  'connectors.versions': 'A re-import is a draft until it is published; a step back is one publish away',

  // Connectors: calls
  'connectors.call.wire':
    'What was imported is called as the document says, arguments and answers of every kind',
  'connectors.call.files': 'A binary answer becomes a file, which is sent again by its key',
  'connectors.call.checked':
    'An input that does not fit is refused before anything is sent, its argument named',
  'connectors.call.dry-run': 'A dry run shows the exact request with its secrets masked, and sends nothing',
  'connectors.call.pages': 'The pages of a list are read to the end as one call',
  'connectors.call.stream':
    'The pages of a list are streamed at the pace of the reader, and stop when it goes',
  'connectors.call.retries':
    'What may be repeated is repeated as the other side asks, what may not is sent once',
  'connectors.call.limits': 'The limits of a connector hold for all callers together',
  'connectors.call.failures': 'Failures of the other side are typed errors with status, headers and body',
  'connectors.call.cancel': 'A caller who goes away takes the call along',

  // Connectors in TypeScript
  'connectors.define.plan':
    'A connector written in TypeScript becomes the same plan as one out of a document, or names what is wrong',
  'connectors.define.functions':
    'What a function of a connector sends is signed, limited, repeated and checked as every other call',
  'connectors.define.folder':
    'Connectors of a folder are loaded at the start; a broken one is named with its file and line',
  'connectors.gallery':
    'A connector of the gallery is installed in a space; a newer version of its code is a draft with its changes',
  'connectors.providers':
    'The built-in connectors send what their providers document, and understand the answers',

  // Webhooks and pollers
  'connectors.hooks.signatures':
    'A webhook is taken only when its bytes are signed as its provider signs, in time, with a secret of its endpoint',
  'connectors.hooks.rotation': 'The secrets of an endpoint are changed without one webhook being refused',
  'connectors.hooks.once':
    'A webhook is on disk before the answer says so, and is one event however often it comes',
  'connectors.hooks.bad-input':
    'What is too large, too deep, too slow or broken is refused, and harms no other',
  'connectors.pollers.once':
    'A poller tells each new item once, in whatever process it runs, and goes on after kills',
  'connectors.events.known':
    'What connectors of a space tell is listed by name, with what brings it and an example of what it holds',
  'connectors.pollers.failing':
    'A poller that fails backs off, shows why, and tells after five times in a row',

  // Flows
  'flows.conformance': "The standard's conformance kit passes whole: 21 of 21 scenarios",
  'flows.examples':
    'Every published example of the standard is read, and runs to its end where its systems are there',
  'flows.check.all':
    'All that is wrong with a flow is told at once, with its place and a suggestion, and it is not published',
  'flows.check.emitted':
    'A type of event that no flow may emit is refused when the flow is checked, at its place',
  'flows.check.space':
    'Missing operations, arguments, secrets and connections are found when a flow is checked, before it runs',
  'flows.bounds':
    'Endless loops, huge outputs and deep values end the run that made them, with the reason, and nothing else',
  'flows.jq.suite': "Expressions pass jq's own tests but for listed differences",
  'flows.jq.bounds':
    'No expression takes more steps, memory or stack than it may, and none takes the process along',
  'flows.tasks.flow': 'Loops, branches, switches and directives lead where the standard says',
  'flows.tasks.errors': 'try, catch, retry and timeouts do what the standard says, also all at once',
  'flows.tasks.events': 'Listeners take what fits them and nothing else: one, all, any, until, correlated',
  'flows.tasks.data': "input, output, export, if and schemas apply in the standard's order",
  'flows.calls.protocols': 'Flows call HTTP, OpenAPI, gRPC, MCP, A2A and AsyncAPI as their documents say',
  'flows.calls.credentials':
    'A call is authorised by the policy of the flow, and what lets it in never comes back in an error',
  'flows.scripts.isolated':
    'Scripts have no way out of their isolate, and no more time and memory than they may',
  'flows.keys': 'A repeated call carries the key it had, and no two tasks or runs share one',
  'flows.http': 'A flow answers at its own HTTP address, durable or fast, with its output or its error',
  'flows.triggers.once': 'An event begins a run once, however often it is sent and in whichever form',
  'flows.triggers.clock': 'Schedules begin runs by the clock; a paused flow has none',
  'flows.triggers.resume':
    'A flow that was paused goes on with the next time of its schedule: nothing is made up for',
  'flows.order.key': 'Runs of one key go one at a time and in the order in which they came',
  'flows.runs.held': 'A held run begins nothing new, and goes on from there without doing anything twice',
  'flows.runs.retry': 'A failed run begins again at the task that failed; what it did before stays done',
  'flows.runs.live': "Who watches a run sees each row of its journal once, as it happens, and nobody else's",
  'flows.sub-flows.cancelled':
    'With a run the flows that it waits for are cancelled, and none that go on by themselves',
  'flows.sub-flows':
    'A flow that calls a flow finds its run again after a crash, and begins another one at another attempt',
  'flows.privacy':
    'Sensitive values and secrets stand in no row, log or event, and the run works with them, also after a crash',
  'flows.versions': 'A published version never changes; runs use the version that they began with',
  'flows.simulate':
    'A draft is tried on the runs of the past with calls answered from their journals, and the differences are shown',
  'flows.tests': 'Flows are tested by files with recorded answers, and one whose tests fail is not published',
  'flows.library': 'The library has flows that everybody needs, each with tests that pass',
  'flows.files': 'Flows round-trip as files: pull, push, diff',
  'flows.approvals.taken-back': 'A run that is cancelled takes back what it has asked people',
  'flows.figures': 'Metrics and spans tell of runs, tasks, calls and commits, and hold no data of anybody',
  'flows.engine.replay':
    'A run gone through again from its journal is the run that it was, wherever it was cut',
  'flows.durable.kill': 'No run that was accepted is lost by a kill, and no task that is done is done again',
  'flows.park.once':
    'A run that its flow parks ends as a dead letter with its reason, whatever happens after that, and is told of once',
  'flows.retries.once':
    'All dead letters that fit a filter are retried, each once, and a sub-flow that failed with them',
  'flows.retries.tidied': 'What retries of many runs did goes 90 days after their end, bounded at a time',
  'flows.durable.hand-over':
    'What a worker had goes to another one, whole: its runs, what has arrived for them, what they wait for',
  'flows.variables.pinned':
    'A run sees the variables of its space as they were when it began, for its whole life, also after a crash',
  'flows.fair.turns': 'Spaces have their turns: one that floods the hub with runs makes no other wait',
  'flows.fair.room': 'However many runs of a space are under way, there is room for those of another',
  'flows.fair.flow': 'A flow whose runs go in order holds up its own runs only',
  'flows.authorization':
    'How a call was authorised is known to its task also after a crash, and stands nowhere in clear',
  'flows.saves':
    'Nobody writes over what somebody else saved meanwhile; who writes for a while leaves one audit entry',
  'flows.runs.began': 'A queued run begins when it is taken, and hears what came for it meanwhile',
  'flows.runs.nothing-left': 'A run that is over, however it ended, waits for nothing any more',
  'flows.order.replace':
    'With `replace` a newer run takes the place of the older ones of its key, whatever they do',
  'flows.lifecycle':
    'Runs and their tasks tell of themselves by the events of the standard, each once, as far as the flow wants',
  'flows.calls.kafka': 'Flows send to topics of Kafka and receive from them, signed in as the document says',
  'flows.calls.kafka-bounds':
    'A broker that lies about sizes, or sends bombs, fails that call and nothing else',
  'flows.calls.kafka-wall':
    "No flow reaches the Kafka of the hub's own events, nor a broker at an address that must not be called",

  // The MCP endpoint
  'mcp.serve.conformance': 'The official conformance suite passes in both eras of the protocol',
  'mcp.serve.eras': 'The official client uses tools, resources, prompts and questions in both eras',
  'mcp.serve.bound': "A session is its caller's: for everybody else, and after its end, it does not exist",
  'mcp.serve.processes': 'Any process goes on with a session, and answers reach the process that waits',
  'mcp.serve.resumed': 'A stream that broke goes on where it was, for its owner only',
  'mcp.serve.rebinding': 'Requests by a rebound name or from a foreign page are refused',
  'mcp.serve.uncrossed': 'Nobody gets an answer to what somebody else asked',
  'mcp.serve.questions':
    'A question in a stateless call is answered once, by who was asked, for the same request',
  'mcp.serve.bounded': 'What one caller opens is bounded, and who does not read is cut off',
  'mcp.serve.drained':
    'When the hub stops, streams end at once, and requests that are under way are answered',
  'mcp.serve.inspector':
    'The official inspector lists and calls what a toolset has, with a key and not without',
  'mcp.serve.observed':
    'Every request and every call of a tool is a span, a line in the log or a count, without what is said in it',
  'mcp.serve.stdio': 'A desktop client reaches a toolset by a program, in both eras',

  // Toolsets
  'mcp.toolsets.errors': 'A model is told all that is wrong with its arguments, by name, and nothing is done',
  'mcp.toolsets.fixed-arguments':
    'Arguments that a toolset fixes, from constants or from who calls, a model neither sees nor sets',
  'mcp.toolsets.trimmed': 'What an expression leaves out of an answer reaches no model, whatever happens',
  'mcp.toolsets.undescribed': 'An answer that is not as the operation describes it is passed on with a note',
  'mcp.toolsets.pinned': 'A tool is blocked when what stands behind it changes, until somebody approves that',
  'mcp.toolsets.permissions':
    'A caller sees and calls the tools that its permissions allow, however it calls',
  'mcp.toolsets.approval': 'A call that needs approval waits for a person, and does nothing without a yes',
  'mcp.toolsets.versions': 'A published toolset never changes, and every version can be put into use again',
  'mcp.toolsets.problems': 'All that is wrong with a toolset is told at once, each with its place',
  'mcp.toolsets.log': 'Every call of a tool is in the log, by its shape unless its content is wanted',
  'mcp.toolsets.where-used':
    'Whoever changes an operation, a flow or a connection, or takes it away, is told which toolsets offer it',
  'mcp.toolsets.log-found':
    'Calls of tools are found by who, what, when and how they ended, and taken out as a whole',
  'mcp.toolsets.searched': 'Many tools are found and called through a few, under the same rules',
  'mcp.toolsets.hub-admin': "The hub itself is a toolset, with the caller's permissions and without secrets",

  // Who calls tools
  'mcp.search.finds': 'An agent finds the tools of a task among thousands, by words of its own',
  'mcp.search.compact':
    'What a tool takes stands alone within its budget, and accepts all that the whole schema accepts',
  'mcp.identity.forged':
    'Tools are called with credentials that the hub or its identity provider has issued, for here',
  'mcp.identity.guessing':
    'Wrong credentials for tools are slowed down by address, over all processes, and shut nobody out who is known',
  'mcp.identity.header-only':
    'Credentials for tools are taken in the header, not in a cookie and not in the address',
  'mcp.identity.scopes': 'An access token opens the toolsets of its scopes, in a space of its person',
  'mcp.identity.metadata': 'A client that was refused is told where it gets a token, and for what',
  'mcp.identity.limited-keys': 'A key that is limited to toolsets opens nothing else of the hub',
  'mcp.identity.tool-tokens':
    'A tool token is good for one toolset and one conversation, and never for more than whoever issued it may do',
  // Others' MCP servers
  'mcp.upstream.proxied': 'Whatever another server has is offered over the hub, over any of its transports',
  'mcp.upstream.asked': 'What another server asks in a call reaches the one who made the call',
  'mcp.upstream.eras': 'A server that knows both eras is spoken to in the era of whoever calls',
  'mcp.upstream.conformance':
    'A server behind the hub passes the conformance suite as by itself, and the hub passes it as a client',
  'mcp.upstream.sloppy':
    'A server that is careless with the protocol is understood where its meaning is plain',
  'mcp.upstream.restart': 'A restart of another server is noticed by nobody, and nothing is done twice by it',
  'mcp.upstream.many': 'However many people use another server, none of them keeps the others from it',
  'mcp.upstream.approved': 'A tool that has changed is called by nobody before somebody has looked at it',
  'mcp.upstream.hostile': 'A hostile server is bounded, and shown to whoever registers it as what it is',
  'mcp.upstream.inside': 'No address that a server names leads into the own network, or to a file',
  'mcp.upstream.stdio': 'No program is run as a server that the owner of the installation has not listed',
  'mcp.upstream.sign-in': 'A server is signed in to as it says, with tokens that are for it alone',
  'mcp.upstream.own': 'A connection of a person serves that person, and nobody else',
  'mcp.upstream.no-passthrough': "The caller's own credentials never reach another server",
  // The flow editor
  'editor.complete': 'What is offered while a flow is typed fits the place',
  'editor.reads': 'The editor reads what the hub reads, however it is written, and says where it cannot',
  'editor.edits.value':
    'An edit changes the text of what is edited, and leaves all other text letter by letter',
  'editor.edits.steps':
    'Steps are added, moved, removed, renamed and wrapped with their comments, and the opposite brings the text back',
  'editor.edits.copy': 'Copied steps can be put into any flow, from any text that holds steps',
  'editor.edits.refused': 'An edit that could do more than was asked is refused in words, or told',
  'editor.branches': 'What a switch leads to is drawn and edited as its branches',
  'editor.trial': 'The text in the editor is run as it is, as an ordinary run that is watched as others are',
  'editor.trial.given': 'What a flow is tried with is checked at its fields before the hub is asked',
  'editor.events':
    'An event of a connector is chosen by name to begin a flow, and its data is there to try it',
  'editor.unreadable':
    'A flow whose text cannot be read when its page is opened is not drawn, and not written over',
  'editor.templates':
    'A flow of the library becomes a draft with the connections and the values of whoever takes it',
  'editor.trial.apart': 'Trying a flow out does not touch its real runs',
  'editor.trial.pins': 'A pinned task of a flow that is tried out gives what was pinned, letter by letter',
  'editor.trial.until': 'A flow that is tried out goes no further than the task that it is tried to',
  'editor.trial.from': 'A flow that is tried out begins at the task, with the data and the context given',
  'editor.trial.mock': 'A flow that is tried with the mock does nothing outside of the hub',
  'editor.trial.moved': 'What is pinned in the editor stays with its step however the flow is changed',
  'editor.presence': 'Two people on one flow see each other, and which step each of them looks at',
  'editor.presence.gone': 'Who has left a flow, by whatever way, is gone within ten seconds',
  'editor.presence.apart':
    'Who is on a flow is seen by people of its space only, and only by those who may read flows',
  'editor.suggest':
    'Words become a draft where a language model is set up, and nothing comes of it by itself',
  'editor.suggest.names': 'A language model is told names, never secrets, values or data of runs',
  'editor.suggest.inside': 'A suggested draft calls what was offered to the model, and reaches nothing else',
  'editor.suggest.limits':
    'Without a model the assistant says what to set; with one each space asks a few times a minute',
  'editor.used-before': 'The catalogue knows how many flows in use call an operation',
  'editor.trial.places': 'Trying a flow out moves none of its tasks',
  'editor.step.preview':
    'An expression shows its value on the sample, by the evaluator that runs it, and cannot stop the page',
  'editor.step.completion':
    'Paths of the data, variables and functions are offered as an expression is typed',
  'editor.step.data': 'What a step sees in a run can be looked at and picked, and its secrets cannot',
  'editor.step.forms': 'Each kind of step has a form, and what it has no field for stays as it is written',
  'editor.step.edits': 'A form changes the text of the field that is changed, and nothing else',
  'editor.catalogue': 'Everything that a step can be is found among thousands, by what it is called and for',
  'editor.canvas.layout':
    'Whatever a flow says, it is drawn with nothing over anything else, and what stays as it was is not drawn again',
  'editor.canvas.join': 'A step that is added on a line becomes part of that way, and no other way changes',
  'editor.canvas.keys': 'Each step of the canvas is reached by arrow keys, as it is drawn',
  'editor.canvas.tree': 'The canvas is a tree for readers of the screen',
  'editor.canvas.run': 'A run draws its way over the flow',
  'editor.canvas.diff': 'What differs between two versions of a flow is shown on the canvas',
  'editor.compare': 'Two versions are drawn as one flow, with what came, went and changed',
  'editor.watch':
    'A run is watched on the flow that it runs, and leads from each step to its task and its text',
  'editor.history':
    'A hundred changes can be undone and done again, in one history for canvas, forms and text',
  'editor.mistakes': 'A text that cannot be read loses nothing, and says where it is wrong',
  'editor.browser.made': 'A flow is made, published and called without writing a line of its text',
  'editor.browser.tested': 'A flow is tested while it is made, and the run draws itself on the canvas',
  'editor.browser.keys': 'The canvas is used by keyboard alone, and each change can be undone',
  'editor.browser.views':
    'Canvas and text show the same flow, and neither loses what was written in the other',
  'editor.browser.together': 'Two people see each other on a flow, and neither writes over the other unasked',
  'editor.together': 'What two people write in one flow is put together, or shown to both, and never lost',
  'gateway.traffic.balance':
    'Addresses of a service get their share: in turns, by weight, or the least busy one',
  'gateway.traffic.sticky': 'Requests of one caller stay with one address, and move only when they must',
  'gateway.traffic.breaker':
    'An address that fails too often is left alone, then tried with one request before others follow',
  'gateway.traffic.outliers':
    'An address that is worse than the others is put out for a while, and never too many of them',
  'gateway.traffic.try': 'A request is tried through the real pipeline, and what each policy did is told',
  'gateway.traffic.try.inside': 'A try reaches the pipelines of its own space, and no other address',
  'gateway.console.route':
    'A route is made in the console, lets one call in and refuses another, and both are seen in its traffic',
  'gateway.console.words': 'Policies, conditions and their fields have words in each language of the console',
  'gateway.console.leave': 'Who has not saved is asked before the page goes, whichever way it would',
  'gateway.traffic.copy': 'A route is copied with its secrets, which never leave the hub',
  'gateway.traffic.retries': 'What can be done twice is tried again, within a budget that no storm gets over',
  'gateway.traffic.line':
    'Requests wait for a free connection in their order, not for long, and not too many',
  'gateway.traffic.own-connections':
    'A service that says how many connections it has, and how long they may take, has its own',
  'gateway.traffic.health':
    'Addresses that are in use are asked for their health, and used only when they have it',
  'gateway.traffic.websockets': 'WebSockets pass through the same policies, both ways, and end together',
  'gateway.traffic.tls': 'Certificates are chosen by name and read again when their files change',
  'gateway.traffic.http2': 'HTTP/2 in front means the same as HTTP/1.1, and its floods are cut off',
  'gateway.traffic.strict': 'What two servers could read in two ways is refused before any policy sees it',
  'gateway.traffic.patience': 'A client that does not get on with its request is cut off',
  'gateway.traffic.match':
    'A request comes to the endpoint that fits it closest, whatever order they stand in',
  'gateway.traffic.usage':
    'What goes through the gateway is counted for each pipeline and consumer, and shown to its space only',
  'gateway.traffic.whole': 'A route is made, opens the gateway, lets in who may come in, and is counted',
  'gateway.traffic.changes':
    'A change of a pipeline or a service takes effect in every process, and fails no request',
  'gateway.traffic.one-spelling':
    'A path is matched and passed on in one spelling, so that no other spelling gets past a policy',

  // The gateway's traffic, proven from outside
  'gateway.traffic.hop-by-hop':
    'Headers of one connection end at the gateway, both ways, and name nothing else away',
  'gateway.traffic.end-to-end': 'All other headers arrive as they were sent, doubles in their order',
  'gateway.traffic.facts': 'What the gateway knows of a caller it says itself, whatever a client says',
  'gateway.traffic.framing':
    'Bodies arrive whole and framed in one way, by length, in chunks or until the end',
  'gateway.traffic.trailers': 'Trailers of answers come through, and those of requests never become headers',
  'gateway.traffic.bodiless': 'HEAD, 204, 205 and 304 have no body and leave the connection as it was',
  'gateway.traffic.ranges': 'Parts of something are asked for and answered through the gateway',
  'gateway.traffic.continue': 'Expect: 100-continue is met or refused, and one answer follows',
  'gateway.traffic.keep-alive':
    'Connections are kept and closed on each side by its own rules, and no request is lost',
  'gateway.traffic.early': 'An answer that comes before the end of the body reaches the client',
  'gateway.traffic.gone': 'A client that goes takes its request with it',
  'gateway.traffic.half-closed': 'A half-closed connection is answered or ended, and half a request is none',
  'gateway.traffic.cut': 'Half an answer is never taken for a whole one',
  'gateway.traffic.twice': 'What an upstream says beyond its answer is given to nobody',
  'gateway.traffic.large-headers': 'Large headers pass up to a bound and are refused beyond it',
  'gateway.traffic.smuggling':
    'No request hides in another one: the upstream gets what the gateway has judged',
  'gateway.traffic.pipelining': 'Requests one behind the other are answered in their order',
  'gateway.traffic.holding-on': 'Clients that send or read slowly hold up nobody else',
  'gateway.traffic.fuzz':
    'Any bytes on either side of the gateway are answered or hung up on, and nothing breaks',
  'gateway.traffic.as-express-gateway':
    'One gateway.config.yml is served as express-gateway serves it, but for differences that are named with their reason',
  'gateway.traffic.plugins': 'Plug-ins of express-gateway do in the gateway what they do there',
  'gateway.traffic.plugins.loaded':
    'A plug-in that cannot be loaded is named, and what it would have guarded stays shut',
  'gateway.traffic.plugins.held':
    'A plug-in that fails, answers twice, late or never ends its own request and no other',
  'gateway.traffic.plugins.checked': 'Policies and conditions of plug-ins are checked and shown as ours are',
  'gateway.traffic.plugins.owner': 'What plug-ins offer administrators is for the owner of the installation',
  'gateway.traffic.moved-in':
    'A file of express-gateway is taken over REST, and its callers are served as before',
  'gateway.traffic.moved-in.refused': 'What of such a file is not taken is named, with its line',
  'gateway.traffic.places':
    'What a service says of its own place is said of the gateway, where that is wanted',
  'gateway.traffic.documents.checked':
    'A wrong document is refused whole, with everything that is wrong and its place, whatever it holds',
  'gateway.traffic.documents.versions':
    'Pipelines and services have versions that are compared and restored, and nobody writes over another unasked',
  'gateway.traffic.documents.secrets':
    'Secrets of documents are sealed, shown to nobody, and kept unless changed',
  'gateway.traffic.documents.in-use': 'A service that pipelines send to is not deleted under them',
  'gateway.traffic.import':
    'A gateway.config.yml is taken as a whole or not at all, with the line of what is wrong',
  'gateway.traffic.import.expressions':
    'JavaScript of a gateway.config.yml means the same as jq, or is named and not taken',
  'gateway.traffic.files': 'Pipelines and services are pulled, pushed and compared as one file',
  'gateway.traffic.by-document':
    'Requests are checked, and answered with examples, straight from an imported OpenAPI document',
  'gateway.traffic.validating-route':
    'A route that validates by an OpenAPI document lets in what fits it and nothing else',
  // The gateway's policies
  'gateway.traffic.conditions': 'Each condition fits what it says, alone and inside of others',
  'gateway.traffic.expressions':
    'An expression of a pipeline is bounded, and tells clients nothing of what it failed on',
  'gateway.traffic.policies.changes': 'Policies change requests and answers as they say',
  'gateway.traffic.policies.injection': 'Nothing that a client sends becomes a header or a path of its own',
  'gateway.traffic.policies.cors':
    'Pages of other origins may do what a pipeline says, and read why they may not',
  'gateway.traffic.policies.limits': 'Limits let through what they say, and count for whom they say',
  'gateway.traffic.quotas':
    'Quotas are counted over all processes, never beyond what they say, and outlive a crash of the database',
  'gateway.traffic.policies.validate':
    'Requests that do not fit a schema are refused with all problems and their places',
  'gateway.traffic.policies.cache': 'Answers are given again as RFC 9111 allows, and never to somebody else',
  'gateway.traffic.policies.split':
    'Requests are split between services by weight, and stay where they should',
  'gateway.traffic.policies.flow':
    'A flow lets requests in or answers them, and its failures tell clients nothing',
  'gateway.traffic.policies.log': 'Log lines of requests hold what was chosen, and no secrets',
  // The gateway's consumers
  'gateway.traffic.consumers.once': 'What is secret of a credential is answered once, and kept nowhere',
  'gateway.traffic.consumers.revoked':
    'What is revoked, over or switched off lets nobody in within a second, in any process',
  'gateway.traffic.consumers.bounded':
    'What is remembered of consumers is bounded over all spaces, and no space pushes all others out',
  'gateway.traffic.hosts-of-no-space':
    'A host that is given to a space that is not there is told at the start',
  'gateway.traffic.consumers.away': 'Consumers that are known go on while the database is away',
  'gateway.traffic.auth.key': 'A key lets its consumer in, from the header or the query',
  'gateway.traffic.auth.basic': 'A user with the right password is let in',
  'gateway.traffic.auth.hidden': 'What was shown to the gateway goes no further',
  'gateway.traffic.auth.several': 'Nobody is let in by one credential and acts with another',
  'gateway.traffic.auth.scopes': 'Every policy of authentication asks for the scopes of the endpoint',
  'gateway.traffic.auth.facts': 'Who calls is told to services by the gateway alone',
  'gateway.traffic.auth.guessing': 'Guessing credentials is slow, and shuts out nobody else',
  'gateway.traffic.auth.hmac': 'A signed request is let in',
  'gateway.traffic.auth.hmac.changed': 'A signed request of which anything was changed is refused',
  'gateway.traffic.auth.hmac.late': 'A signature is good for a while only',
  'gateway.traffic.auth.hmac.once': 'A signature is taken once where that is wanted',
  'gateway.traffic.auth.hmac.vectors': 'The document on signatures has vectors that hold',
  'gateway.traffic.auth.token': 'A token lets in whom it is for, signed by whoever is trusted',
  'gateway.traffic.auth.token.forged':
    'No token opens anything that was not signed with the key, for here and for now',
  'gateway.traffic.auth.token.rotated': 'Keys that an issuer publishes may change at any time',
  'gateway.traffic.auth.introspected': 'A token is as good as its authorization server says',
  'gateway.traffic.auth.certificate': 'A client certificate of a trusted authority lets in',
  'gateway.traffic.auth.certificate.chain':
    'A certificate is let in over authorities in between, whoever sends them, with every condition of each',
  'gateway.traffic.auth.certificate.revoked': 'What an authority has revoked is let in no longer',
  'gateway.traffic.auth.certificate.forged':
    'No other certificate does, and none that a stranger writes into a header',
  // The portal of a space
  'gateway.portal.off': 'A portal that is not shown answers as a space that does not exist',
  'gateway.portal.leaks': 'A portal tells what is published, and nothing else of pipelines and upstreams',
  'gateway.portal.tenants': 'Who has signed in to a portal is nobody elsewhere',
  'gateway.portal.keys': 'Consumers look after their keys, where the space lets them',
  'gateway.portal.narrow': 'A narrow key makes no wider one',
  'gateway.portal.ends': 'A session at a portal ends with the key that opened it',
  'gateway.portal.guessing': 'Keys cannot be guessed at a portal',
  'gateway.portal.document': 'The document of an API is cut down to what the gateway lets in',
  'gateway.portal.signed-out': 'Who signs out of a portal is out: the cookie opens nothing any more',
  'gateway.portal.converted': 'Swagger 2.0, zips and overlays are shown in a portal as they were imported',
  'gateway.portal.page':
    'A portal is read, searched and signed in to by people who have no account in the console',
} as const satisfies Record<string, string>;

export type PromiseId = keyof typeof promises;
export const requirements = Object.entries(promises).map(([id, promise]) => ({
  id: id as PromiseId,
  promise,
}));
