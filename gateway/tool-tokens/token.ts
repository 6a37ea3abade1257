import { z } from 'zod';
import { HubError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { idPattern } from '../../platform/ids.ts';
import { openStatements, saysItIs, statementClaims } from '../sign-in/statement.ts';
import { conversationSchema, toolsetName, type Conversation } from './shape.ts';

export const longestTokenSeconds = 86_400;

/**
 * What a tool token states: which conversation it is for, and with which tools. Who issued it and what they may do is
 * looked up, never stated.
 */
export interface ToolTokenClaims {
  readonly tokenId: string;
  readonly spaceId: string;
  readonly toolset: string;
  readonly facts: Conversation;
}

export interface ToolTokens {
  mint(claims: ToolTokenClaims, seconds: number): Promise<string>;
  verify(token: string): Promise<ToolTokenClaims & { readonly expiresAt: Date }>;
}

const type = 'hub-tool+jwt';
const audience = 'app-connect:tools';

export const isToolToken = (token: string): boolean => saysItIs(token, type);

const refused = (cause?: unknown): HubError =>
  new HubError('unauthenticated', 'This tool token is not valid (any more). Issue a new one.', { cause });

const kind = {
  type,
  ...{ audience, refused, mostSeconds: longestTokenSeconds, longest: 4_096, plural: 'tool tokens' },
  claims: z
    .strictObject({
      ...statementClaims(audience),
      jti: z.string().regex(idPattern('ttk')),
      space: z.string().regex(idPattern('spc')),
      toolset: toolsetName,
      facts: conversationSchema,
    })
    .refine(({ iat, exp }) => exp > iat && exp - iat <= longestTokenSeconds),
} as const;

export const openToolTokens = (options: {
  /** At least 32 random bytes that only the hub's processes know. */
  readonly key: Buffer;
  readonly clock: Clock;
}): ToolTokens => {
  const statements = openStatements(kind, options);
  return {
    mint: ({ tokenId, spaceId, toolset, facts }, seconds) =>
      statements.make({ jti: tokenId, space: spaceId, toolset, facts }, seconds),
    verify: async (token) => {
      const { jti, space, toolset, facts, exp } = await statements.read(token);
      return { tokenId: jti, spaceId: space, toolset, facts, expiresAt: new Date(exp * 1000) };
    },
  };
};
