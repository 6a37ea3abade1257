import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { Gallery } from '../../define/gallery.ts';
import { connectorsChanged, type ConnectorDeps } from '../../deps.ts';
import { importResult, importResultSchema } from '../../import-result.ts';
import { keepVersion } from '../../keep-version.ts';
import { connectorNameSchema } from '../../shapes.ts';
import { findConnector, writeSettings } from '../../store-connectors.ts';

export const installFromGallery = (
  deps: Pick<ConnectorDeps, 'hints' | 'events'> & { readonly gallery: Gallery },
) =>
  hubOperation({
    name: 'gallery.install',
    summary: 'Install a connector of the gallery, or take its newer version',
    description:
      'The first installation is in use at once. A later one is a draft with its changes, until somebody publishes it; without changes nothing is stored.',
    access: 'connectors.write',
    http: { method: 'POST', path: '/api/gallery/{name}/install' },
    input: z.strictObject({ name: connectorNameSchema }),
    output: importResultSchema,
    run: async ({ name }, context) => {
      const { tx, spaceId } = context;
      const entry = await deps.gallery.find(name);
      if (entry === undefined)
        throw new HubError(
          'not_found',
          `The gallery has no connector "${name}". GET /api/gallery lists them.`,
        );
      const { plan, settings, version: documentVersion } = entry.connector;
      const before = await findConnector(tx, spaceId, name);
      const kept = await keepVersion({ tx, events: deps.events }, spaceId, {
        ...{ name, plan, origin: 'typescript', sourceUrl: null, overlay: null, documentKey: null },
        createdBy: callerId(context.caller),
      });
      // Those of a person are not written over.
      if (before === undefined) await writeSettings(tx, spaceId, { name, settings });
      tx.afterCommit(() => {
        deps.hints.broadcast(connectorsChanged);
      });
      const { version, state } = kept;
      context.audit(name, { version, state, documentVersion, operations: plan.operations.length });
      return importResult(plan, { connector: name, ...kept });
    },
  });
