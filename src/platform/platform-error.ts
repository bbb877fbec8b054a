/** What the world around the program failed to do: a file, a process, the network. Raised here, caught in the shells. */

/** A failure of the world, told by its code, as `file/unreadable`. */
export class PlatformError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PlatformError';
    this.code = code;
  }
}
