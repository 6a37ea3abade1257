import { HubError } from '../../core/errors.ts';
import { filesReferredTo, type Resolve } from './bundle.ts';
import {
  bundleFound,
  gatherLimits,
  readFound,
  splitReference,
  type Found,
  type Gathered,
  type Original,
} from './gathered.ts';
import { gatherZip } from './gather-zip.ts';
import { isZip } from './unzip.ts';

/** What is asked of egress here. */
export interface FileRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: { readonly totalMs: number; readonly maxBytes: number };
}

export interface FetchedFile {
  readonly status: number;
  /** After redirects. */
  readonly url: string;
  bytes(): Promise<Uint8Array>;
  discard(): void;
}

export interface Fetches {
  request(request: FileRequest & { readonly signal?: AbortSignal }): Promise<FetchedFile>;
}

export interface UrlSource {
  readonly egress: Fetches;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<GatherLimits>;
}

type GatherLimits = Readonly<Record<keyof typeof gatherLimits, number>>;

const atOnce = 6;
const accept = 'application/json, application/yaml, application/vnd.oai.openapi+json, text/yaml, */*;q=0.5';

/**
 * A document at an address, with the files that it names. Every address is checked by egress; others than those of the
 * same origin, or written relative to the file that names them, are not called at all: a document must not be able to
 * make the hub look around.
 */
export const gatherUrl = async (url: string, source: UrlSource): Promise<Gathered & Original> => {
  const limits = { ...gatherLimits, ...source.limits };
  const fetcher = openFetcher(source, limits);
  const first = await fetcher.fetch(url, limits.bytes);
  const original = first.bytes;
  if (isZip(original)) return { ...gatherZip(original, { name: shown(url) }), original };

  const location = withoutHash(first.url);
  const { origin } = new URL(location);
  const missing = new Map<string, string>();
  /** Where a file came from after redirects: relative references start there. */
  const bases = new Map<string, string>();
  const resolve: Resolve = (reference, from) => {
    const { location: file, pointer } = splitReference(reference);
    const to = file === '' ? from : (URL.parse(file, bases.get(from) ?? from)?.href ?? file);
    return { location: to, pointer };
  };
  const bring = async (to: string, maxBytes: number): Promise<Found | null> => {
    try {
      const { bytes, url: base } = await fetcher.fetch(to, maxBytes);
      bases.set(to, base);
      return readFound(to, bytes, shown(to));
    } catch (error) {
      if (!(error instanceof HubError) || source.signal?.aborted === true) throw error;
      missing.set(to, error.message.replace(/\.$/, ''));
      return null;
    }
  };

  const seen = new Set([location]);
  let asked = 1;
  /** Files that these name for the first time, as far as they may be called. */
  const newIn = (files: readonly Found[]): string[] => {
    const wanted: string[] = [];
    for (const { location: to, text } of files.flatMap((file) => filesReferredTo(file, resolve))) {
      if (seen.has(to)) continue;
      seen.add(to);
      const reason = whyNot(text, to, origin) ?? (asked < limits.files ? null : tooManyFiles(limits.files));
      if (reason === null) {
        asked++;
        wanted.push(to);
      } else missing.set(to, reason);
    }
    return wanted;
  };

  const files = [readFound(location, original, shown(url))];
  for (let wanted = newIn(files); wanted.length > 0;) {
    const batch = wanted.splice(0, atOnce);
    const spent = fetcher.spent();
    if (spent === null) {
      const share = Math.floor(fetcher.bytesLeft() / batch.length);
      const found = (await Promise.all(batch.map((to) => bring(to, share)))).filter((file) => file !== null);
      files.push(...found);
      wanted.push(...newIn(found));
    } else for (const to of batch) missing.set(to, spent);
  }
  return { ...bundleFound(files, resolve, missing), original };
};

interface Fetched {
  readonly bytes: Uint8Array;
  /** After redirects. */
  readonly url: string;
}

/** All files of a document share one time and one size. */
const openFetcher = ({ egress, signal }: UrlSource, limits: GatherLimits) => {
  const deadline = performance.now() + limits.totalMs;
  let bytesLeft = limits.bytes;
  return {
    bytesLeft: () => bytesLeft,
    /** Why nothing more can be fetched. */
    spent: (): string | null => {
      if (performance.now() >= deadline) return 'the time for all files together is over';
      return bytesLeft > 0 ? null : `all files together are larger than ${limits.bytes} bytes`;
    },
    fetch: async (url: string, maxBytes: number): Promise<Fetched> => {
      const answer = await egress.request({
        url,
        headers: { accept },
        ...(signal === undefined ? {} : { signal }),
        limits: { totalMs: Math.max(1, deadline - performance.now()), maxBytes },
      });
      if (answer.status !== 200) {
        answer.discard();
        const message = `${shown(url)} answered ${answer.status}, not 200. Check the address.`;
        throw new HubError('import_failed', message);
      }
      const bytes = await answer.bytes();
      bytesLeft -= bytes.length;
      return { bytes, url: answer.url };
    },
  };
};

const isRelative = (reference: string): boolean => !/^([a-z][a-z0-9+.-]*:|[/\\]{2})/i.test(reference);

const whyNot = (text: string, to: string, origin: string): string | null => {
  const url = URL.parse(to);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return 'it is no address the hub calls';
  if (url.origin === origin || isRelative(text)) return null;
  return `it is on another host than the document (${url.origin}), where the hub does not follow it`;
};

const tooManyFiles = (most: number): string => `the document names more than ${most} files`;

const withoutHash = (url: string): string => url.replace(/#.*$/s, '');

/** Without the query, which may hold a key. */
const shown = (url: string): string => url.replace(/[?#].*$/s, '').slice(0, 200);
