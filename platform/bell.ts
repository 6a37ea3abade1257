/** Lets a loop sleep until somebody rings or the time is up. A ring while it is awake is kept: no wake is lost. */
export interface Bell {
  ring(): void;
  /** True when it was rung, false when the time was up. */
  wait(ms: number): Promise<boolean>;
}

export const openBell = (): Bell => {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    wait: async (ms) => {
      if (!rung && ms > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      const was = rung;
      rung = false;
      return was;
    },
  };
};
