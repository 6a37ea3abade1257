import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation, type CallContext } from '../../../platform/invoke/context.ts';
import { connectionsTopic } from '../../auth/held.ts';
import { connectorsChanged, type ConnectorDeps } from '../../deps.ts';
import { newPlaces } from '../../new-places.ts';
import { connectorNameSchema, connectorSchema, versionNumberSchema } from '../../shapes.ts';
import { holdConnections, makeCurrent, requireConnector } from '../../store-connectors.ts';
import { findVersion, publishVersion, readFrame, type PlanFrame } from '../../store-versions.ts';

export const publishConnectorVersion = (deps: Pick<ConnectorDeps, 'hints'>) =>
  hubOperation({
    name: 'connectors.publishVersion',
    summary: 'Put a version of a connector into use',
    description: 'A draft, or one that was in use before: a step back is made the same way.',
    access: 'connectors.write',
    http: { method: 'POST', path: '/api/connectors/{name}/versions/{version}/publish' },
    hints: { idempotent: true },
    input: z.strictObject({ name: connectorNameSchema, version: versionNumberSchema }),
    output: connectorSchema,
    run: async ({ name, version }, context) => {
      const { tx, spaceId } = context;
      const found = await findVersion(tx, spaceId, { name, version });
      if (found === undefined)
        throw new HubError('not_found', `The connector "${name}" has no version ${version}.`);
      if (!(await publishVersion(tx, spaceId, { name, version })))
        throw new HubError(
          'conflict',
          `Version ${version} of "${name}" was discarded. Import the document again.`,
        );
      const { frame } = await readFrame(tx, spaceId, { name, version });
      const before = await requireConnector(tx, spaceId, name);
      const held = await holdForNewPlaces(context, { name, before: before.version, frame });
      const { title } = frame;
      await makeCurrent(tx, spaceId, {
        name,
        version,
        title,
        description: frame.description.slice(0, 2_000),
      });
      tx.afterCommit(() => {
        deps.hints.broadcast(connectorsChanged);
        if (held > 0) deps.hints.broadcast(connectionsTopic);
      });
      const data = { name, version, before: before.version };
      await context.publish({ type: 'connector.published', subject: name, data });
      context.audit(name, { version, connectionsHeld: held });
      return requireConnector(tx, spaceId, name);
    },
  });

/** Secrets were entered for the places that the version in use calls; for others they have to be entered again. */
const holdForNewPlaces = async (
  { tx, spaceId }: CallContext,
  change: { readonly name: string; readonly before: number | null; readonly frame: PlanFrame },
): Promise<number> => {
  const { name, before, frame } = change;
  if (before === null) return 0;
  const places = newPlaces((await readFrame(tx, spaceId, { name, version: before })).frame, frame);
  if (places.length === 0) return 0;
  const shown = places.slice(0, 3).join(', ').slice(0, 300);
  return holdConnections(tx, spaceId, {
    name,
    reason: `The connector calls other places now: ${shown}. Authorise again if that is meant`,
  });
};
