const day = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The instant at which a day begins where the reader is, `later` days on: a day is what they call a day. */
const beginOf = (date: string | undefined, later: number): string | null => {
  const [, year, month, dayOfMonth] = day.exec(date ?? '') ?? [];
  if (year === undefined) return null;
  const instant = new Date(Number(year), Number(month) - 1, Number(dayOfMonth) + later);
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
};

export interface Span {
  readonly from?: string;
  readonly to?: string;
}

/** Two days of a calendar as the hub takes them: from the first moment of one to before the first after the other. */
export const spanOf = (days: {
  readonly from: string | undefined;
  readonly to: string | undefined;
}): Span => {
  const from = beginOf(days.from, 0);
  const to = beginOf(days.to, 1);
  return { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) };
};
