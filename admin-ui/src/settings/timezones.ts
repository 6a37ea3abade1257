/** All zones that the browser knows, and the one in force, which the hub may know alone. */
export const timezones = (current: string): string[] => [
  ...new Set([current, 'UTC', ...Intl.supportedValuesOf('timeZone')]),
];
