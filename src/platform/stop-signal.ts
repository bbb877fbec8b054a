/** A wish to stop: from a person (SIGINT), a service manager (SIGTERM), or whoever read the output and has gone. */

export interface StopSignal {
  readonly signal: AbortSignal;
  /** Stops whatever still listens for the signal; the signals of the system have their usual effect again. */
  readonly stop: () => void;
}

/** Aborts at the first signal; a second one ends the process as it always would. */
export function listenForStop(): StopSignal {
  const controller = new AbortController();
  const stop = (): void => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    process.stdout.off('error', stop);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.stdout.on('error', stop);
  return { signal: controller.signal, stop };
}
