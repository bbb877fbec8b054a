/** The names that Suricata gives to CIP services and encapsulation commands (rust/src/enip), as numbers. */

const serviceNumbers: ReadonlyMap<string, number> = new Map([
  ['Get Attributes All', 0x01],
  ['Set Attributes All', 0x02],
  ['Get Attribute List', 0x03],
  ['Set Attribute List', 0x04],
  ['Reset', 0x05],
  ['Start', 0x06],
  ['Stop', 0x07],
  ['Create', 0x08],
  ['Delete', 0x09],
  ['Multiple Service Packet', 0x0a],
  ['Apply Attributes', 0x0d],
  ['Get Attributes Single', 0x0e],
  ['Set Attributes Single', 0x10],
  ['Find Next Object Instance', 0x11],
  ['Restore', 0x15],
  ['Save', 0x16],
  ['No Forward Open', 0x17],
  ['Get Member', 0x18],
  ['Set Member', 0x19],
  ['Insert Member', 0x1a],
  ['Remove Member', 0x1b],
  ['Group Sync', 0x1c],
  ['Get Connection Point Member List', 0x1d],
  // From here on a service means something else in each class; Suricata names them all by their best known one.
  ['Execute PCCC Service', 0x4b],
  ['Read Data', 0x4c],
  ['Write Data', 0x4d],
  ['Read Write Modify Data', 0x4e],
  ['Read Data Fragmented', 0x52],
  ['Write Data Fragmented', 0x53],
  ['Forward Open', 0x54],
]);

/** By name without what separates its words, as spellings differ between versions. */
const commandNumbers: ReadonlyMap<string, number> = new Map([
  ['nop', 0x00],
  ['listservices', 0x04],
  ['listidentity', 0x63],
  ['listinterfaces', 0x64],
  ['registersession', 0x65],
  ['unregistersession', 0x66],
  ['sendrrdata', 0x6f],
  ['sendunitdata', 0x70],
  ['indicatestatus', 0x72],
  ['cancel', 0x73],
]);

/** The number of a service, at most 0x7f; null when the name is none. */
export function cipService(name: string): number | null {
  return serviceNumbers.get(name) ?? unknownNumber(name, 0x7f);
}

/** The number of an encapsulation command; null when the name is none. */
export function encapsulationCommand(name: string): number | null {
  return commandNumbers.get(name.toLowerCase().replaceAll(/[^a-z]/g, '')) ?? unknownNumber(name, 0xffff);
}

/** Suricata writes a number that it has no name for as `unknown-82`. */
function unknownNumber(name: string, most: number): number | null {
  const digits = /^unknown-(\d{1,5})$/.exec(name)?.[1];
  const number = digits === undefined ? null : Number(digits);
  return number === null || number > most ? null : number;
}
