/**
 * A connector after import: what every later part works from, whether it came from an OpenAPI document, from
 * TypeScript or from an MCP server. It is plain data, so that it can be stored, compared and shown.
 */

/** JSON Schema 2020-12. References stay references: `#/$defs/<name>`, into the connector's definitions. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

export type ParameterPlace = 'path' | 'query' | 'header' | 'cookie';

export type ParameterStyle =
  'simple' | 'label' | 'matrix' | 'form' | 'spaceDelimited' | 'tabDelimited' | 'pipeDelimited' | 'deepObject';

/** How one argument of the input travels. */
export interface ParameterPlan {
  /** In the input: a name that model APIs take, `^[a-zA-Z0-9_-]{1,64}$`. */
  readonly argument: string;
  /** On the wire. */
  readonly name: string;
  readonly in: ParameterPlace;
  readonly required: boolean;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  /** A parameter with a media type is written as that, not by style. */
  readonly content?: string;
  /** Sent when the argument is left out and the parameter is required. */
  readonly fallback?: unknown;
}

export type BodyKind = 'json' | 'form' | 'multipart' | 'text' | 'binary';

/** How one property of a form or multipart body travels. */
export interface PartPlan {
  readonly contentType?: string;
  readonly style?: ParameterStyle;
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
  /** The argument holds a file: `{ base64, name?, contentType? }`, or `{ blob }`, decoded on the wire. */
  readonly file?: boolean;
}

export interface BodyPlan {
  readonly mediaType: string;
  readonly kind: BodyKind;
  readonly required: boolean;
  /**
   * `spread`: the properties of the body stand beside the parameters in the input, each under its argument's name.
   * `whole`: the body is one argument, since it is no object, or its names collide with parameters.
   */
  readonly arguments:
    | { readonly shape: 'spread'; readonly names: readonly BodyArgument[] }
    | { readonly shape: 'whole'; readonly argument: string };
  readonly parts?: Readonly<Record<string, PartPlan>>;
  /** The document takes no other properties than the arguments'. */
  readonly closed?: true;
  /** Of a body that may be left out: properties that must be there when it is not. */
  readonly needs?: readonly string[];
  /** The API wants the whole body as the one property of an object: `{"ticket": {…}}`. */
  readonly wrapper?: string;
}

export interface BodyArgument {
  readonly argument: string;
  readonly name: string;
}

export interface ResponsePlan {
  /** `200`, `2XX` or `default`. */
  readonly status: string;
  readonly contents: readonly ResponseContent[];
}

export interface ResponseContent {
  readonly mediaType: string;
  readonly kind: BodyKind;
  readonly schema?: JsonSchema;
  /** Out of the document: what the mock answers with. */
  readonly example?: unknown;
}

export interface ServerPlan {
  /** Absolute, or relative to where the document came from; `{name}` stands for a variable. */
  readonly url: string;
  readonly description?: string;
  readonly variables: Readonly<Record<string, ServerVariable>>;
}

export interface ServerVariable {
  readonly fallback: string;
  readonly choices?: readonly string[];
  readonly description?: string;
  /** Where the connection says nothing: what the provider said under this name beside its token. */
  readonly fact?: string;
}

export interface OAuthGrantPlan {
  readonly authorizationUrl?: string;
  readonly tokenUrl?: string;
  readonly refreshUrl?: string;
  readonly deviceUrl?: string;
  readonly scopes: Readonly<Record<string, string>>;
}

export type OAuthGrant = 'authorizationCode' | 'clientCredentials' | 'password' | 'deviceCode';

export type SchemePlan = { readonly description?: string } & (
  | { readonly type: 'apiKey'; readonly in: 'query' | 'header' | 'cookie'; readonly name: string }
  | { readonly type: 'basic' | 'digest' | 'mutualTLS' }
  | { readonly type: 'bearer'; readonly format?: string }
  /** An HTTP scheme the hub has no words for: the value of the header is given whole. */
  | { readonly type: 'header'; readonly scheme: string }
  | { readonly type: 'oauth2'; readonly grants: Readonly<Partial<Record<OAuthGrant, OAuthGrantPlan>>> }
  /**
   * With `resource`, tokens are for that server alone (RFC 8707): plain OAuth, PKCE is a must, and the hub may make
   * itself known as a client.
   */
  | { readonly type: 'openIdConnect'; readonly discoveryUrl: string; readonly resource?: string }
);

/** One way in: all schemes of it together. An empty one means that nobody needs to sign in. */
export type SecurityAlternative = Readonly<Record<string, readonly string[]>>;

/** How further pages are asked for, and where the items of a page stand (JSON pointers into the output). */
export type PagingPlan = { readonly items: string; readonly sure: boolean } & (
  | { readonly kind: 'cursor'; readonly argument: string; readonly next: string }
  | { readonly kind: 'page'; readonly argument: string; readonly first: number; readonly size?: string }
  /** The next page begins after the item that was the last one: its id, at `id` in the item. */
  | { readonly kind: 'last'; readonly argument: string; readonly id: string; readonly more?: string }
  | { readonly kind: 'offset'; readonly argument: string; readonly size: string }
  | { readonly kind: 'link' }
  /** The answer holds the address of the next page. */
  | { readonly kind: 'url'; readonly next: string }
);

export interface ConnectorHints {
  readonly readOnly: boolean;
  readonly idempotent: boolean;
  readonly destructive: boolean;
  /** JSON pointers into the input and the output whose values never reach a log, a journal or a trace. */
  readonly sensitive: { readonly input: readonly string[]; readonly output: readonly string[] };
  readonly paging?: PagingPlan;
  /** Of this operation only, where the API takes a key by which it knows a repeated request. */
  readonly idempotencyHeader?: string;
}

/** An answer of a good status that is none: `{"ok": false, "error": "channel_not_found"}`. */
export interface RefusalPlan {
  /** JSON pointer into the answer, and the value there that means no. */
  readonly place: string;
  readonly value: unknown;
  /** Where the answer says why. */
  readonly reason: string;
  /** Reasons after which the same call may well succeed. */
  readonly passing?: readonly string[];
}

/** A tool of another MCP server. */
export interface ToolPlan {
  /** As that server calls it. */
  readonly name: string;
  /** What else the server says of it, beside name and schemas, with nothing in it that deceives a reader. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Of name, description and schemas as the server gave them. */
  readonly hash: string;
  /** Of a server that knows both eras of the protocol: only in the older one it is there, or is as it is here. */
  readonly era?: 'legacy';
}

export interface OperationPlan {
  /** Unique in the connector, `^[a-zA-Z0-9_-]{1,64}$`, the same after a re-import. */
  readonly name: string;
  readonly method: string;
  /** As it is called: `/users/{id}`, perhaps with a query. */
  readonly path: string;
  /** As the document names it: with the method it is what a re-import knows the operation by. */
  readonly source: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  readonly parameters: readonly ParameterPlan[];
  readonly body?: BodyPlan;
  readonly responses: readonly ResponsePlan[];
  readonly security: readonly SecurityAlternative[];
  /** Where they differ from the connector's. */
  readonly servers?: readonly ServerPlan[];
  readonly input: JsonSchema;
  /** Of a good answer; none when the document does not say. */
  readonly output?: JsonSchema;
  readonly hints: ConnectorHints;
  readonly refusal?: RefusalPlan;
  /** Carried out by a function of the connector's own code, which sends requests of its own. */
  readonly code?: true;
  /** Carried out by another MCP server, over a session with it. */
  readonly tool?: ToolPlan;
  /** What had to be guessed or left out, for the person who imports. */
  readonly notes: readonly string[];
}

export interface EventPlan {
  /** As an event type: `<connector>.<name>`. */
  readonly name: string;
  readonly summary: string;
  readonly origin: 'webhook' | 'callback';
  readonly method: string;
  readonly schema?: JsonSchema;
}

export interface SkippedOperation {
  readonly method: string;
  readonly path: string;
  /** Where in the document, as a JSON pointer. */
  readonly place: string;
  readonly reason: string;
}

export interface ConnectorPlan {
  readonly title: string;
  readonly description: string;
  /** What the document calls itself. */
  readonly documentVersion: string;
  /** `swagger 2.0`, `openapi 3.1.0`, … */
  readonly format: string;
  readonly servers: readonly ServerPlan[];
  readonly schemes: Readonly<Record<string, SchemePlan>>;
  readonly operations: readonly OperationPlan[];
  readonly events: readonly EventPlan[];
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  /** How webhooks of the provider are checked and told apart, where the connector's code says so. */
  readonly webhook?: Readonly<Record<string, unknown>>;
  readonly skipped: readonly SkippedOperation[];
  readonly notes: readonly string[];
}
