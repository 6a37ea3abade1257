import type { paths } from './schema.d.ts';

type Media = { content: { 'application/json': unknown } };
type Answer<Operation> = Operation extends { responses: infer Responses }
  ? Responses extends { 200: Media }
    ? Responses[200]['content']['application/json']
    : never
  : never;
type Lines<Operation> = Operation extends {
  responses: { 200: { content: { 'application/x-ndjson': infer Line } } };
}
  ? Line
  : never;
type Body<Operation> = Operation extends { requestBody?: { content: { 'application/json': infer Given } } }
  ? Given
  : never;
type ItemOf<Page> = Page extends { items: (infer Item)[] } ? Item : never;

/** The shapes that the console shows, read off the API's own types: nothing is written twice. */
export type Me = Answer<paths['/api/me']['get']>;
export type Membership = Me['spaces'][number];
export type Role = Membership['role'];
export type Permission = Membership['permissions'][number];
export type Preferences = Me['user']['preferences'];
export type Space = Answer<paths['/api/space']['get']>;
export type Member = ItemOf<Answer<paths['/api/members']['get']>>;
export type Invitation = ItemOf<Answer<paths['/api/invitations']['get']>>;
export type ApiKey = ItemOf<Answer<paths['/api/keys']['get']>>;
export type AuditEntry = ItemOf<Answer<paths['/api/audit']['get']>>;
export type Verification = Answer<paths['/api/audit/verification']['get']>;
export type Job = ItemOf<Answer<paths['/api/jobs']['get']>>;
export type SignInSession = ItemOf<Answer<paths['/api/me/sessions']['get']>>;
export type RoleTable = Answer<paths['/api/roles']['get']>;
export type Connector = ItemOf<Answer<paths['/api/connectors']['get']>>;
export type ConnectorFacts = Answer<paths['/api/connectors/{name}']['get']>;
export type ConnectorSettings = ConnectorFacts['settings'];
export type Operation = ItemOf<Answer<paths['/api/connectors/{name}/operations']['get']>>;
export type OperationFacts = Answer<paths['/api/connectors/{name}/operations/{operation}']['get']>;
export type CallAnswer = Answer<paths['/api/operations/{connector}/{operation}/call']['post']>;
export type ConnectorVersion = ItemOf<Answer<paths['/api/connectors/{name}/versions']['get']>>;
export type VersionFacts = Answer<paths['/api/connectors/{name}/versions/{version}']['get']>;
export type Change = VersionFacts['changes'][number];
export type ImportPreview = Answer<paths['/api/connectors/preview']['post']>;
export type ImportResult = ImportPreview['result'];
export type GalleryEntry = ItemOf<Answer<paths['/api/gallery']['get']>>;
export type Connection = ItemOf<Answer<paths['/api/connections']['get']>>;
export type ConnectionForm = Answer<paths['/api/connections/form']['get']>;
export type SchemeForm = ConnectionForm['schemes'][number];
export type Hook = ItemOf<Answer<paths['/api/hooks']['get']>>;
export type NewHook = Body<paths['/api/hooks']['post']>;
/** With what is shown once. */
export type HookOnce = Answer<paths['/api/hooks/{endpointId}/rotate-secret']['post']>;
export type HookProvider = ItemOf<Answer<paths['/api/hook-providers']['get']>>;
/** An event that a connector tells, by the type that flows listen to. */
export type ConnectorEvent = ItemOf<Answer<paths['/api/connector-events']['get']>>;
export type Poller = ItemOf<Answer<paths['/api/pollers']['get']>>;
export type NewPoller = Body<paths['/api/pollers']['post']>;
export type Flow = ItemOf<Answer<paths['/api/flows']['get']>>;
export type FlowFacts = Answer<paths['/api/flows/{name}']['get']>;
export type FlowVersion = ItemOf<Answer<paths['/api/flows/{name}/versions']['get']>>;
export type FlowTests = Answer<paths['/api/flows/{name}/tests']['get']>;
export type TestResults = Answer<paths['/api/flows/{name}/test']['post']>;
export type TestResult = TestResults['cases'][number];
export type LibraryFlow = ItemOf<Answer<paths['/api/flow-library']['get']>>;
/** What a version took from an address when it was published. */
export type FlowResource = Answer<paths['/api/flows/{name}/versions/{number}']['get']>['resources'][number];
/** One line of what comes of trying a draft. */
export type TryLine = Lines<paths['/api/flows/{name}/try']['post']>;
export type TriedRun = Extract<TryLine, { differs: unknown[] }>;
export type UntriedRun = Extract<TryLine, { skipped: string }>;
export type FlowSuggestion = Answer<paths['/api/flow-suggestions']['post']>;
export type FlowTrial = Answer<paths['/api/flows/{name}/trial']['post']>;
export type TrialWish = Body<paths['/api/flows/{name}/trial']['post']>;
export type RunTest = Answer<paths['/api/runs/{run}/test']['get']>;
export type Secret = ItemOf<Answer<paths['/api/secrets']['get']>>;
export type Variable = ItemOf<Answer<paths['/api/variables']['get']>>;
export type ConnectStep = Answer<paths['/api/connections/{connectionId}/connect']['post']>;
export type Toolset = ItemOf<Answer<paths['/api/toolsets']['get']>>;
/** With its draft, and what is wrong with it. */
export type ToolsetFacts = Answer<paths['/api/toolsets/{name}']['get']>;
export type ToolsetContent = ToolsetFacts['content'];
export type ToolSpec = ToolsetContent['tools'][number];
export type ArgumentSpec = ToolSpec['arguments'][string];
export type ToolsetFinding = ToolsetFacts['problems'][number];
export type ToolsetVersion = ItemOf<Answer<paths['/api/toolsets/{name}/versions']['get']>>;
export type ToolsetDiff = Answer<paths['/api/toolsets/{name}/diff']['get']>;
export type ToolsetPreview = Answer<paths['/api/toolsets/{name}/preview']['get']>;
export type ToolsetChange = ItemOf<Answer<paths['/api/toolsets/{name}/changes']['get']>>;
export type ToolCall = ItemOf<Answer<paths['/api/toolset-calls']['get']>>;
export type ToolToken = ItemOf<Answer<paths['/api/tool-tokens']['get']>>;
export type McpServer = ItemOf<Answer<paths['/api/mcp-servers']['get']>>;
export type McpServerFacts = Answer<paths['/api/mcp-servers/{name}']['get']>;
/** What was found at the address of a server. */
export type LookedServer = Answer<paths['/api/mcp-servers/look']['post']>;
export type Callable = ItemOf<Answer<paths['/api/callables']['get']>>;
export type CallableFacts = Answer<paths['/api/callables/{callable}']['get']>;
export type Group = ItemOf<Answer<paths['/api/groups']['get']>>;
export type Approval = ItemOf<Answer<paths['/api/approvals']['get']>>;
export type Run = ItemOf<Answer<paths['/api/runs']['get']>>;
/** With its input and output. */
export type RunDetail = Answer<paths['/api/runs/{run}']['get']>;
export type JournalEntry = ItemOf<Answer<paths['/api/runs/{run}/journal']['get']>>;
export type RunTask = ItemOf<Answer<paths['/api/runs/{run}/tasks']['get']>>;
/** What came of running a flow, as far as it was waited for. */
export type RunResult = Answer<paths['/api/flows/{name}/run']['post']>;
/** Many runs begun again at once. */
export type RetryFacts = Answer<paths['/api/retries/{retry}']['get']>;
export type WantedRuns = Body<paths['/api/retries']['post']>;
/** What a run that rests in the database waits for: the socket tells it. */
export interface RunWait {
  readonly key: string;
  readonly dueAt: string | null;
  readonly eventType: string | null;
  readonly subject: string | null;
}
/** A route of the gateway, as lists show it. */
export type Pipeline = ItemOf<Answer<paths['/api/pipelines']['get']>>;
export type GatewayService = ItemOf<Answer<paths['/api/services']['get']>>;
/** A pipeline or a service with its document. */
export type GatewayFacts = Answer<paths['/api/pipelines/{name}']['get']>;
export type GatewayVersion = ItemOf<Answer<paths['/api/pipelines/{name}/versions']['get']>>;
export type GatewayDiff = Answer<paths['/api/pipelines/{name}/diff']['get']>;
/** The policies and conditions that there are. */
export type GatewayLanguage = Answer<paths['/api/gateway/policies']['get']>;
export type GatewayProblem = Answer<paths['/api/gateway/check']['post']>['problems'][number];
export type GatewayImport = Answer<paths['/api/gateway/import']['post']>;
export type TrafficUsage = Answer<paths['/api/traffic/usage']['get']>;
export type TrafficRequest = Answer<paths['/api/traffic/requests']['get']>['items'][number];
export type TrafficStatus = Answer<paths['/api/traffic/status']['get']>;
export type TriedRequest = Answer<paths['/api/traffic/try']['post']>;
/** An application that calls the gateway, and what it shows. */
export type Consumer = ItemOf<Answer<paths['/api/consumers']['get']>>;
export type Credential = ItemOf<Answer<paths['/api/consumers/{consumerId}/credentials']['get']>>;
/** With what is shown once. */
export interface MadeCredential {
  readonly credential: Credential;
  readonly secret: string | null;
}
/** The page of a space for those who call its gateway. */
export type Portal = Answer<paths['/api/portal/{space}']['get']>;
export type PortalVisitor = NonNullable<Portal['visitor']>;
export type PublicApi = Answer<paths['/api/portal/{space}/apis/{api}']['get']>;
export type OwnKey = ItemOf<Answer<paths['/api/portal/{space}/keys']['get']>>;
export type OwnUsage = Answer<paths['/api/portal/{space}/usage']['get']>;
