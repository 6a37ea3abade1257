/** Where a document comes from, as the page holds it. */
export const ways = ['url', 'file', 'paste'] as const;
export type Way = (typeof ways)[number];

export interface GivenFile {
  readonly name: string;
  readonly size: number;
  /** A document, or a zip of several in base64. */
  readonly content: { readonly text: string } | { readonly archive: string };
}

export interface Source {
  readonly way: Way;
  readonly url: string;
  readonly file: GivenFile | null;
  readonly text: string;
  readonly overlay: string;
}

export const noSource: Source = { way: 'url', url: '', file: null, text: '', overlay: '' };

export interface SourceBody {
  url?: string;
  document?: string;
  archive?: string;
  overlay?: string;
}

/** What is sent; undefined as long as there is nothing to send. */
export const bodyOf = (source: Source): SourceBody | undefined => {
  const given = givenOf(source);
  if (given === undefined) return undefined;
  return source.overlay.trim() === '' ? given : { ...given, overlay: source.overlay };
};

const givenOf = ({ way, url, file, text }: Source): SourceBody | undefined => {
  switch (way) {
    case 'url':
      return url.trim() === '' ? undefined : { url: url.trim() };
    case 'paste':
      return text.trim() === '' ? undefined : { document: text };
    case 'file':
      if (file === null) return undefined;
      return 'text' in file.content ? { document: file.content.text } : { archive: file.content.archive };
    default:
      return way satisfies never;
  }
};
