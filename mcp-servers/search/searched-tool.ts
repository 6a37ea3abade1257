import type { JsonSchema } from '../../core/connector.ts';

/** What is looked at of a tool, to find it. */
export interface SearchedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Of whoever offers it. */
  readonly group: string;
  readonly hints: { readonly readOnly: boolean; readonly destructive: boolean };
  /** Of what is a request to a REST API. */
  readonly route?: { readonly method: string; readonly path: string } | undefined;
  readonly input: JsonSchema;
  readonly output?: JsonSchema | undefined;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}
