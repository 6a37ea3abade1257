import type { SchemePlan, ServerPlan } from '../core/connector.ts';

export interface Places {
  readonly servers: readonly ServerPlan[];
  readonly schemes: Readonly<Record<string, SchemePlan>>;
}

/**
 * Where a new version would send credentials to, and the version before did not: hosts of its servers, and of the
 * addresses that tokens are asked for at. A document that changed hands could send secrets to somebody else this way.
 */
export const newPlaces = (before: Places, after: Places): string[] => {
  const known = new Set(placesOf(before));
  return [...new Set(placesOf(after))].filter((place) => !known.has(place));
};

const placesOf = ({ servers, schemes }: Places): string[] => [
  ...servers.map(({ url }) => hostOf(url)),
  ...Object.values(schemes).flatMap((scheme) => {
    if (scheme.type === 'openIdConnect') return [hostOf(scheme.discoveryUrl)];
    if (scheme.type !== 'oauth2') return [];
    return Object.values(scheme.grants).flatMap((grant) =>
      [grant.tokenUrl, grant.refreshUrl, grant.deviceUrl, grant.authorizationUrl].flatMap((url) =>
        url === undefined ? [] : [hostOf(url)],
      ),
    );
  }),
];

/** With its scheme: the same host without TLS is another place. Relative addresses stay at their server. */
const hostOf = (url: string): string => /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0].toLowerCase() ?? '';
