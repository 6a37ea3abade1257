import type { BodyKind } from '../../core/connector.ts';

/** What a media type is written and read as. */
export const kindOf = (mediaType: string): BodyKind => {
  const type = (mediaType.split(';')[0] ?? '').trim().toLowerCase();
  if (type === '' || type === '*/*' || type === 'application/*') return 'json';
  if (/[/+.-]json$/.test(type) || /^application\/(json|.*\+json)/.test(type) || type === 'text/json')
    return 'json';
  if (type === 'application/x-www-form-urlencoded') return 'form';
  if (type.startsWith('multipart/')) return 'multipart';
  if (type.startsWith('text/') || /[/+](xml|yaml|x-yaml|javascript|csv|graphql|sql|x-ndjson)$/.test(type))
    return 'text';
  return 'binary';
};

const order: readonly BodyKind[] = ['json', 'form', 'multipart', 'text', 'binary'];

/** The one the hub speaks best comes first; plain JSON before its relatives; of equals, the one named first. */
export const byPreference = (mediaTypes: readonly string[]): string[] =>
  mediaTypes.filter((type) => type.trim() !== '').sort((a, b) => rank(a) - rank(b));

const rank = (mediaType: string): number => {
  if (/^application\/json\s*(;|$)/i.test(mediaType)) return -1;
  return order.indexOf(kindOf(mediaType)) + (mediaType.includes('*') ? 0.5 : 0);
};
