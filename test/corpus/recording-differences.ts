/** Where what is read of a recording is not what its clients asked, each looked at by hand. */

/** Recorded protocols that nothing decodes yet. */
export const protocolsWithoutDecoder: readonly string[] = ['bacnet', 'mms'];

/** Recordings of decoded protocols of which nothing is read, with the reason. */
export const recordingsNotRead: Readonly<Record<string, string>> = {};

/** By recording and request: what is read and what was asked. What is not listed must be equal. */
export const recordingDifferences: Readonly<Record<string, Readonly<Record<string, readonly [string, string]>>>> = {};
