import { z } from 'zod';
import { getHeader, removeHeader, setHeader } from '../answers/answer-head.ts';
import { headerName } from '../fields/header-names.ts';
import { onHead } from '../answers/hooks.ts';
import { definePolicy } from '../policy.ts';

const text = z
  .string()
  .max(4_000)
  .regex(/^[\x20-\x7e]+$/, 'must be plain ASCII');

export const securityHeaders = definePolicy({
  name: 'security-headers',
  title: 'Security headers',
  about: 'Tells browsers to be careful with answers, and hides what the service says of itself.',
  group: 'changes',
  action: z.strictObject({
    hstsMaxAge: z
      .number()
      .int()
      .min(0)
      .max(63_072_000)
      .default(31_536_000)
      .describe('Seconds that browsers use https only, said over https alone; 0 leaves it out.'),
    hstsIncludeSubDomains: z.boolean().default(false).describe('Also for hosts below this one.'),
    noSniff: z.boolean().default(true).describe('Browsers must not guess the type of a body.'),
    frameOptions: z
      .enum(['DENY', 'SAMEORIGIN', 'none'])
      .default('DENY')
      .describe('Who may show answers in a frame.'),
    referrerPolicy: text.default('no-referrer').describe('How much of its address a page tells others.'),
    contentSecurityPolicy: text.optional().describe('What a page may load and run.'),
    permissionsPolicy: text.optional().describe('Which abilities of the browser a page may use.'),
    crossOriginResourcePolicy: z
      .enum(['same-origin', 'same-site', 'cross-origin'])
      .optional()
      .describe('Who may embed answers.'),
    replace: z.boolean().default(false).describe('Also where the service says something else.'),
    remove: z
      .array(headerName)
      .max(50)
      .default(['Server', 'X-Powered-By'])
      .describe('Headers of the service that the client does not get.'),
  }),
  compile: (action) => {
    const always: [string, string][] = [];
    if (action.noSniff) always.push(['x-content-type-options', 'nosniff']);
    if (action.frameOptions !== 'none') always.push(['x-frame-options', action.frameOptions]);
    always.push(['referrer-policy', action.referrerPolicy]);
    if (action.contentSecurityPolicy !== undefined)
      always.push(['content-security-policy', action.contentSecurityPolicy]);
    if (action.permissionsPolicy !== undefined) always.push(['permissions-policy', action.permissionsPolicy]);
    if (action.crossOriginResourcePolicy !== undefined)
      always.push(['cross-origin-resource-policy', action.crossOriginResourcePolicy]);
    const { hstsMaxAge, hstsIncludeSubDomains } = action;
    const hsts = `max-age=${hstsMaxAge}${hstsIncludeSubDomains ? '; includeSubDomains' : ''}`;
    const secure: [string, string][] =
      hstsMaxAge > 0 ? [...always, ['strict-transport-security', hsts]] : always;
    const removed = action.remove.map((name) => name.toLowerCase());
    return (exchange) => {
      onHead(exchange, (head) => {
        for (const name of removed) removeHeader(head, name);
        for (const [name, value] of exchange.secure ? secure : always)
          if (getHeader(head, name) === undefined) head.headers.push(name, value);
          else if (action.replace) setHeader(head, name, value);
      });
      return undefined;
    };
  },
});
