import { z } from 'zod';
import { wrong } from '../authentication/token-keys.ts';
import { definePolicy } from '../policy.ts';
import { compileJwt, jwtAction } from './jwt.ts';
import { compileIntrospection, introspectAction } from './oauth2-introspect.ts';

/**
 * In express-gateway this policy goes with an authorization server of its own, which gives out its tokens. Here tokens come
 * from a server that is made for it: either they are signed (`jwt`), or that server is asked (`introspection`).
 */
export const oauth2 = definePolicy({
  name: 'oauth2',
  title: 'OAuth 2.0 token',
  about: 'Lets in whoever shows a bearer token of an authorization server, signed or asked about.',
  group: 'authentication',
  action: z
    .strictObject({
      jwt: jwtAction.optional().describe('The tokens are signed: as the policy `jwt`.'),
      introspection: introspectAction
        .optional()
        .describe('The server is asked about each: as the policy `oauth2-introspect`.'),
    })
    .refine(({ jwt, introspection }) => (jwt === undefined) !== (introspection === undefined), {
      message: 'must be there, or else introspection: this gateway gives out no tokens of its own',
      path: ['jwt'],
    }),
  compile: ({ jwt, introspection }, _place, deps) => {
    if (jwt !== undefined) return compileJwt(jwt, deps, '/jwt');
    if (introspection !== undefined) return compileIntrospection(introspection, deps, '/introspection');
    throw wrong('/jwt', 'must be there, or else introspection');
  },
});
