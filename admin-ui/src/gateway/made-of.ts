import { subjectsOf } from '../list/subjects-of.ts';
import type { LiveEvent } from '../live/live-socket.ts';
import { isRecord } from '../schema-form/settle.ts';
import type { DocumentKind } from './document/document-api.ts';

/** A first version is a new one; each later one is a change of what is there. */
export const madeOf =
  (kind: DocumentKind) =>
  (event: LiveEvent): readonly string[] =>
    isRecord(event.data) && event.data['version'] === 1 ? subjectsOf(`gateway.${kind}.saved`)(event) : [];
