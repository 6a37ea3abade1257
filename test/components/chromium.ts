import { chromium, type BrowserContext } from 'playwright-core';
import { located } from './installed.ts';
import { temporaryFolder } from './program.ts';

export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** A real browser with a profile of its own, a fake microphone (a beeping tone) and no permission prompts. */
export const openBrowser = async (): Promise<Browser> => {
  const profile = await temporaryFolder('chromium');
  const context = await chromium.launchPersistentContext(profile.path, {
    executablePath: located('chromium'),
    headless: true,
    args: [
      // Chromium's own sandbox does not start under root; the pages are ours.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ],
  });
  return {
    context,
    close: async () => {
      await context.close();
      await profile.remove();
    },
  };
};
