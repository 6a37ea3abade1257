import type { GivenBody } from '../core/operation.ts';

/** The flow itself as the body, in YAML or JSON, or the usual input with the text in it. */
export const readFlowBody = (body: GivenBody): Record<string, unknown> => {
  if (!/^application\/(?:[a-z0-9.-]+\+)?json$/.test(body.contentType)) return { text: body.text };
  const value = body.json();
  // Only a flow has tasks and says of itself which language it is written in.
  if (typeof value !== 'object' || value === null || !('do' in value))
    return value as Record<string, unknown>;
  return { text: body.text };
};
