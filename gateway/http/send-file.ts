import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { AnsweredFile } from '../../platform/invoke/context.ts';

/**
 * A file that somebody else made. It is downloaded, never shown: a page or a picture with a script in it would run as
 * one of ours.
 */
export const sendFile = async (response: ServerResponse, file: AnsweredFile): Promise<void> => {
  response.writeHead(200, {
    'content-type': file.contentType,
    'content-length': file.size,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, escaped)}`,
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'private, no-store',
  });
  // When the caller goes, there is nobody left to tell.
  await pipeline(file.body, response).catch(() => response.destroy());
};

const escaped = (character: string): string => `%${character.charCodeAt(0).toString(16)}`;
