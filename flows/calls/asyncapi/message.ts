/** A message as a flow gets it. */
export interface InboundMessage {
  readonly payload: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly correlationId?: string;
}

export interface OutboundMessage {
  readonly payload: unknown;
  readonly headers: Readonly<Record<string, string>>;
}
