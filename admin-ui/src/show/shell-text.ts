/** As a shell takes a text that it must not read. */
export const shellText = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
