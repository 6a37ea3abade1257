import type { paths } from './schema.d.ts';

type Media = { content: { 'application/json': unknown } };
type Answer<Operation> = Operation extends { responses: infer Responses }
  ? Responses extends { 200: Media }
    ? Responses[200]['content']['application/json']
    : never
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
export type Poller = ItemOf<Answer<paths['/api/pollers']['get']>>;
export type NewPoller = Body<paths['/api/pollers']['post']>;
export type Flow = ItemOf<Answer<paths['/api/flows']['get']>>;
export type FlowFacts = Answer<paths['/api/flows/{name}']['get']>;
export type FlowVersion = ItemOf<Answer<paths['/api/flows/{name}/versions']['get']>>;
export type Secret = ItemOf<Answer<paths['/api/secrets']['get']>>;
export type ConnectStep = Answer<paths['/api/connections/{connectionId}/connect']['post']>;
export type Run = ItemOf<Answer<paths['/api/runs']['get']>>;
/** With its input and output. */
export type RunDetail = Answer<paths['/api/runs/{run}']['get']>;
export type JournalEntry = ItemOf<Answer<paths['/api/runs/{run}/journal']['get']>>;
export type RunTask = ItemOf<Answer<paths['/api/runs/{run}/tasks']['get']>>;
/** What came of running a flow, as far as it was waited for. */
export type RunResult = Answer<paths['/api/flows/{name}/run']['post']>;
/** What a parked run waits for: the socket tells it. */
export interface RunWait {
  readonly key: string;
  readonly dueAt: string | null;
  readonly eventType: string | null;
  readonly subject: string | null;
}
