/** What the classes of operations are for, as docs/adding-a-protocol.md has them. */
import type { OperationClass } from '../../model/catalogue.ts';

export const classWords: Readonly<Record<OperationClass, string>> = {
  read: 'reads process values and parameters',
  write: 'writes process values and parameters',
  control: 'changes the operating state: run, stop, restart, operate, force, mode, privilege',
  program: 'changes logic or configuration; includes `program.upload`',
  'program.upload': 'reads logic out of a device and changes nothing',
  firmware: 'images of firmware',
  file: 'files',
  time: 'clocks',
  diagnostic: 'tests and counters',
  discovery: 'identity, browsing, broadcasts',
  session: 'handshakes and keep-alives, which come with every grant on the service',
  report: 'what a server sends unasked',
  unknown: 'everything that the catalogue does not know',
};
