import type { GallerySource } from '../define/gallery.ts';

/** The connectors that come with the hub. */
export const builtinConnectors: GallerySource['builtin'] = {
  hubspot: async () => (await import('./hubspot/connector.ts')).default,
  salesforce: async () => (await import('./salesforce/connector.ts')).default,
  zendesk: async () => (await import('./zendesk/connector.ts')).default,
  slack: async () => (await import('./slack/connector.ts')).default,
  'google-calendar': async () => (await import('./google-calendar/connector.ts')).default,
};
