import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { portalSlug, visit, type PortalDeps } from '../../portal/visit.ts';
import { visitorSchema, shownVisitor } from './shapes.ts';

export const getPortal = (deps: PortalDeps) =>
  hubOperation({
    name: 'portal.get',
    summary: 'The page of a space for those who call its gateway',
    description: 'Not found where there is none, and where the space shows none.',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'GET', path: '/api/portal/{space}' },
    input: z.strictObject({ space: portalSlug }),
    output: z.strictObject({
      title: z.string(),
      intro: z.string().describe('Markdown. Empty until somebody who may read has signed in.'),
      open: z.boolean().describe('Everybody may read.'),
      selfService: z.boolean(),
      visitor: visitorSchema.nullable().describe('Who has signed in.'),
    }),
    run: async ({ space }, context) => {
      const { portal, visitor } = await visit(deps, space, context);
      const { access, intro, selfService } = portal.settings;
      const open = access === 'public';
      return {
        ...{ title: portal.title, open, selfService },
        intro: open || visitor !== null ? intro : '',
        visitor: visitor === null ? null : shownVisitor(visitor),
      };
    },
  });
