/**
 * What the product promises, as data: one line for each thing that somebody may rely on. A test says which promise
 * it holds by `verifies('id', 'name', …)`; test/requirements.test.ts fails when a promise has no test, or a test
 * holds no promise. A table: it grows with the product.
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
  'connectors.pollers.failing':
    'A poller that fails backs off, shows why, and tells after five times in a row',

  // Flows
  'flows.engine.replay':
    'A run gone through again from its journal is the run that it was, wherever it was cut',
  'flows.durable.kill': 'No run that was accepted is lost by a kill, and no task that is done is done again',
  'flows.durable.hand-over':
    'What a worker had goes to another one, whole: its runs, what has arrived for them, what they wait for',
} as const satisfies Record<string, string>;

export type PromiseId = keyof typeof promises;
export const requirements = Object.entries(promises).map(([id, promise]) => ({
  id: id as PromiseId,
  promise,
}));
