/** A request as it goes over the wire, before somebody is authorised by it. */
export interface WireRequest {
  readonly method: string;
  /** Absolute and encoded: parsing it changes nothing. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Record<string, string>;
  readonly body?: Uint8Array;
}
