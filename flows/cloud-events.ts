import { HubError } from '../core/errors.ts';
import type { GivenBody } from '../core/operation.ts';

const batchType = 'application/cloudevents-batch+json';

/** The three forms of the HTTP binding of CloudEvents 1.0, and plain JSON: one event, or several. */
export const readCloudEvents = (body: GivenBody): Record<string, unknown> => {
  if (body.headers['ce-specversion'] !== undefined) return { events: [binary(body)] };
  const value = body.json();
  if (Array.isArray(value)) return { events: value };
  if (body.contentType === batchType) throw malformed('A batch is an array of events.');
  if (typeof value !== 'object' || value === null) throw malformed('An event is a JSON object.');
  return 'events' in value && !('type' in value) ? { ...value } : { events: [value] };
};

/** Attributes stand in headers, `ce-` before each, and the body is the data. */
const binary = (body: GivenBody): Record<string, unknown> => {
  const event: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body.headers)) {
    if (!name.startsWith('ce-') || name.length > 100) continue;
    if (typeof value !== 'string') throw malformed(`The header "${name}" was sent more than once.`);
    event[name.slice('ce-'.length)] = decoded(name, value);
  }
  const json = body.contentType === '' || /^application\/(?:[a-z0-9.-]+\+)?json$/.test(body.contentType);
  return { ...event, datacontenttype: body.contentType, data: json ? body.json() : body.text };
};

const decoded = (name: string, value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    throw malformed(`The header "${name}" is not percent-encoded as CloudEvents says.`);
  }
};

const malformed = (message: string): HubError => new HubError('body_malformed', message);
