/** Where what is read of a recording is not what its clients asked, each looked at by hand. */

/** Recorded protocols that nothing decodes yet. */
export const protocolsWithoutDecoder: readonly string[] = [];

/** Recordings of decoded protocols of which nothing is read, with the reason. */
export const recordingsNotRead: Readonly<Record<string, string>> = {};

/** By recording and request: what is read and what was asked. What is not listed must be equal. */
export const recordingDifferences: Readonly<Record<string, Readonly<Record<string, readonly [string, string]>>>> = {
  // The answer to reading many properties gives an error for each of this object's, which its client does not look at.
  'bacnet/services': {
    '10.99.0.10 -> 10.99.0.1 udp/47808, read c14, unit -, analog-input, 77+1': ['x1 refused 1', 'x1'],
  },
  // The controller answers with result 0x0010, which means that it does not take a new table.
  'bacnet/virtual-link': {
    '10.99.0.10 -> 10.99.0.1 udp/47808, control b1, unit -, -, -+-': ['x1 refused 1', 'x1'],
  },
  // To obtain a file, the server opens, reads and closes it on the client: these requests count in the conversation too.
  'mms/files': {
    '10.99.0.10 -> 10.99.0.1 tcp/102, file 72, unit -, -, -+-': ['x2', 'x1'],
    '10.99.0.10 -> 10.99.0.1 tcp/102, file 73, unit -, -, -+-': ['x2', 'x1'],
    '10.99.0.10 -> 10.99.0.1 tcp/102, file 74, unit -, -, -+-': ['x2', 'x1'],
  },
  // The client deletes object 0 when it leaves; nothing shows that it means its own session.
  's7comm-plus/variables': {
    '10.99.0.10 -> 10.99.0.1 tcp/102, control 0x04d4, unit -, -, 0+1': ['x1', 'x0'],
    '10.99.0.10 -> 10.99.0.1 tcp/102, program 0x04d4, unit -, -, 0+1': ['x1', 'x0'],
    '10.99.0.10 -> 10.99.0.1 tcp/102, session 0x04d4.session, unit -, -, -+-': ['x0', 'x1'],
  },
};
