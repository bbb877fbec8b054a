/** The shape of MQTT control packets (OASIS MQTT 5.0 2.1): type and flags, a length of one to four octets, contents. */

/** One packet; overwritten by the next. */
export interface MqttPacket {
  type: number;
  /** Its contents are `bytes[start, end)`. */
  start: number;
  end: number;
  next: number;
}

const publish = 3;
/** Flags that a type must have; PUBLISH uses them all. */
const requiredFlags = [-1, 0, 0, -1, 0, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, 0];
/** Longest contents that are waited for. */
const longestPacket = 256 * 1024;

/** A packet to read into. */
export function createMqttPacket(): MqttPacket {
  return { type: 0, start: 0, end: 0, next: 0 };
}

/** Reads the packet at `at`; `more` when it is not all there. */
export function readMqttPacket(bytes: Uint8Array, at: number, end: number, packet: MqttPacket): 'yes' | 'no' | 'more' {
  const first = bytes[at] ?? 0;
  const type = first >>> 4;
  const flags = requiredFlags[type];
  if (type === 0 || (type !== publish && flags !== (first & 15))) return 'no';
  if (type === publish && (first & 6) === 6) return 'no';
  let length = 0;
  for (let octet = 0; octet < 4; octet++) {
    const place = at + 1 + octet;
    if (place >= end) return 'more';
    const value = bytes[place] ?? 0;
    length += (value & 127) * 128 ** octet;
    if (value >= 128) continue;
    if (length > longestPacket) return 'no';
    packet.type = type;
    packet.start = place + 1;
    packet.end = packet.next = packet.start + length;
    return packet.end > end ? 'more' : 'yes';
  }
  return 'no';
}

/** Whether a CONNECT begins at `at`: its contents begin with the name of the protocol. */
export function isMqttConnect(bytes: Uint8Array, at: number, end: number): 'yes' | 'no' | 'more' {
  const packet = createMqttPacket();
  const answer = readMqttPacket(bytes, at, end, packet);
  if (answer === 'no' || packet.end === 0) return answer === 'no' ? 'no' : 'more';
  for (const name of ['MQTT', 'MQIsdp']) {
    const wanted = [0, name.length, ...[...name].map((letter) => letter.charCodeAt(0))];
    const there = Math.min(wanted.length, end - packet.start);
    if (!wanted.slice(0, there).every((byte, index) => bytes[packet.start + index] === byte)) continue;
    return there === wanted.length ? 'yes' : 'more';
  }
  return 'no';
}
