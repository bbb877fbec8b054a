/** Standard input and output of this process, for a protocol that has both to itself. */
export const standardStreams: { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream } = {
  get input() {
    return process.stdin;
  },
  get output() {
    return process.stdout;
  },
};
