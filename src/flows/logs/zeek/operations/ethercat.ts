/**
 * EtherCAT (icsnpp-ethercat): two of its logs name the stations, the others do not say who talks to whom; the last one
 * holds ARP.
 */
import { hexCode, readNumber } from '../../log-numbers.ts';
import type { CodeNames } from './code-names.ts';
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog } from './operation-log.ts';

const common = { protocol: 'ethercat', transport: 'ethernet', etherType: 0x88a4 } as const;

const commandCodes: Readonly<Record<string, string>> = {
  NOP: '0',
  'Auto Increment Physical Read': '1',
  'Auto Increment Physical Write': '2',
  'Auto Increment Physical ReadWrite': '3',
  'Configured Addr Physical Read': '4',
  'Configured Addr Physical Write': '5',
  'Configured Addr Physical ReadWrite': '6',
  'Broadcast Read': '7',
  'Broadcast Write': '8',
  'Broadcast ReadWrite': '9',
  'Logical Read': '10',
  'Logical Write': '11',
  'Logical ReadWrite': '12',
  'Auto Increment Physical Read Mult Write': '13',
  'Configured Addr Physical Read Mult Write': '14',
};

const registersLog: OperationLog = {
  ...common,
  path: 'ecat_registers',
  signatures: [['Command', 'Slave_Addr', 'Register_Addr']],
  fields: ['Command', 'Slave_Addr', 'Register_Addr'],
  meaning(row, names) {
    const register = readNumber(row.text('Register_Addr'));
    const unit = readNumber(row.text('Slave_Addr'));
    const asked = readCommand(row.text('Command') ?? '', register, names);
    return {
      kind: 'transaction',
      asks: [{ ...asked, unit, first: register, count: null, hidesObject: register === null }],
    };
  },
};

const logicalLog: OperationLog = {
  ...common,
  path: 'ecat_log_address',
  signatures: [['Command', 'Log_Addr']],
  fields: ['Command', 'Log_Addr', 'Length'],
  meaning(row, names) {
    const first = readNumber(row.text('Log_Addr'));
    const asked = readCommand(row.text('Command') ?? '', null, names);
    const objects = { first, count: row.number('Length'), hidesObject: first === null };
    return { kind: 'transaction', asks: [{ ...asked, ...objects }] };
  },
};

/** The state machine and the EEPROM of a device are registers. */
function readCommand(name: string, register: number | null, names: CodeNames): AskedOperation {
  const code = commandCodes[name];
  if (code === undefined) return foreignOperation(name);
  return { code: register === null ? code : names.exact(`${code}.${hexCode(register, 4)}`, code) };
}

function withoutStations(path: string, signature: readonly string[]): OperationLog {
  return {
    ...common,
    path,
    signatures: [signature],
    fields: [],
    meaning: () => ({ left: 'no-endpoints', isLost: true }),
  };
}

/** All logs of the protocol. */
export const ethercatLogs: readonly OperationLog[] = [
  registersLog,
  logicalLog,
  withoutStations('ecat_aoe_info', ['targetid', 'senderid', 'cmd']),
  withoutStations('ecat_coe_info', ['number', 'Type', 'subindex']),
  withoutStations('ecat_foe_info', ['opCode', 'packet_num']),
  withoutStations('ecat_soe_info', ['opCode', 'drive_num']),
  withoutStations('ecat_dev_info', ['slave_id', 'fmmucnt']),
  {
    ...common,
    path: 'ecat_arp_info',
    signatures: [['arp_type', 'SPA', 'TPA']],
    fields: [],
    meaning: () => ({ left: 'other-protocol' }),
  },
];
