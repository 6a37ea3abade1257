/** The cluster that carries the hub's own events: no flow reads or writes there. */
export interface OwnKafka {
  /** As `host:port`. */
  readonly brokers: readonly string[];
  /** By what a cluster is known again, whichever of its addresses it is called by. Asked when it is first needed. */
  readonly clusterId: () => Promise<string>;
}
