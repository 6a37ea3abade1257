import type { Elsewhere } from '../document/elsewhere.ts';
import type { Report } from '../document/report.ts';
import type { FlowResources } from '../resources/open-resources.ts';

export interface IdentityChecking {
  readonly spaceId: string;
  readonly resources: FlowResources;
  readonly problems: Report;
  readonly warnings: Report;
}

/** Secrets that are to be client certificates: that one is none shows otherwise only when it is asked for. */
export const checkIdentities = async (
  { identities }: Elsewhere,
  { spaceId, resources, problems, warnings }: IdentityChecking,
): Promise<void> => {
  for (const { path, secret } of identities) {
    const wrong = await resources.identity(spaceId, secret);
    if (wrong !== null) (wrong.mild ? warnings : problems).add({ path, message: wrong.message });
  }
};
