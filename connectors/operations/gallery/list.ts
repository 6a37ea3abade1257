import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { Gallery } from '../../define/gallery.ts';
import { authOf } from '../../import-result.ts';
import { schemeSummarySchema } from '../../shapes.ts';
import { installedVersions } from '../../store-connectors.ts';

export const listGallery = ({ gallery }: { readonly gallery: Gallery }) =>
  hubOperation({
    name: 'gallery.list',
    summary: 'The connectors that this hub has code for',
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/gallery' },
    input: z.strictObject({}),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          name: z.string(),
          title: z.string(),
          description: z.string(),
          version: z.string(),
          from: z
            .enum(['builtin', 'folder'])
            .describe('Of the hub itself, or of the folder that its owner named.'),
          operations: z.number().int(),
          events: z.number().int(),
          auth: z.array(schemeSummarySchema),
          installed: z.string().nullable().describe('The version in use in this space; null: not installed.'),
          update: z.boolean().describe('The code is of another version than the one in use.'),
        }),
      ),
    }),
    run: async (_input, { tx, spaceId }) => {
      const installed = await installedVersions(tx, spaceId, 'typescript');
      const entries = await gallery.list();
      return {
        items: entries.map(({ connector, from }) => {
          const { name, version, plan } = connector;
          const inUse = installed.get(name) ?? null;
          return {
            ...{ name, version, from, title: plan.title, description: plan.description },
            operations: plan.operations.length,
            events: plan.events.length,
            auth: authOf(plan),
            installed: inUse,
            update: inUse !== null && inUse !== version,
          };
        }),
      };
    },
  });
