import { spacePath } from '../location/space-path.ts';

/** The addresses of a connector's pages. */
export const connectorPath = (space: string | null, name: string, view = ''): string =>
  spacePath(space ?? '', `connectors/${encodeURIComponent(name)}${view}`);

export const operationPath = (space: string | null, connector: string, operation: string): string =>
  connectorPath(space, connector, `/operations/${encodeURIComponent(operation)}`);

export const importPath = (space: string | null, connector?: string): string =>
  spacePath(
    space ?? '',
    `connectors/import${connector === undefined ? '' : `?connector=${encodeURIComponent(connector)}`}`,
  );
