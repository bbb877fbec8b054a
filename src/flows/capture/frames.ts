/** Takes frames apart layer by layer and brings each packet to the connection that it belongs to. */
import type { Transport } from '../../model/catalogue.ts';
import { createBoundaryDrops, notDropped } from '../boundary-drops.ts';
import type { ReadingSession } from '../format.ts';
import { absent } from '../observation-sink.ts';
import { createAddressDomains } from './address-domains.ts';
import { addressText, isGroupAddress } from './addresses.ts';
import { arpType, readArp } from './arp.ts';
import { read16 } from './bytes.ts';
import { createChecksums } from './checksum.ts';
import { type Connection, createStreamSide, type SideNumber } from './connection.ts';
import { createConnectionTable } from './connection-table.ts';
import { createDialogues } from './dialogues.ts';
import { createEarlyReports } from './early-reports.ts';
import type { LinkPayload } from './ethernet.ts';
import { createFlowReports } from './flow-reports.ts';
import { createFragmentStore } from './fragments.ts';
import { createFrameKinds } from './frame-kinds.ts';
import type { FrameSink } from './frame-sink.ts';
import { frameWords } from './frame-words.ts';
import { createIcmpReader } from './icmp.ts';
import { createIpReader, type IpPayload } from './ip-layer.ts';
import { logRecordOf } from './nflog.ts';
import { createPacket, mostNested, type Packet } from './packet.ts';
import { createReporter } from './reporter.ts';
import { createTcpReader } from './tcp.ts';
import { tcpHeaderLength } from './tcp-segment.ts';
import { createTunnelReader } from './tunnels.ts';

const tcpProtocol = 6;
const udpProtocol = 17;
const icmpProtocol = 1;
const icmpv6Protocol = 58;
/** Anything but TCP that is silent for this long has ended. */
const idleMicros = 60_000_000;

const unreadReasons = {
  short: 'truncated-packet',
  malformed: 'malformed-packet',
  deep: 'nesting-limit',
  'link-type': 'link-type',
} as const;

/** The way from the frames of one capture to the sink of its session. */
export function openFrames(session: ReadingSession): FrameSink {
  const { tally, limits, context, trace } = session;
  const packet = createPacket();
  const reporter = createReporter(session, packet);
  const dialogues = createDialogues(session, reporter);
  const tcp = createTcpReader(session, dialogues, packet);
  const icmp = createIcmpReader(session, reporter);
  const checksums = createChecksums();
  const wrongChecksums = {
    ip: tally.remarkCounter('wrong-ip-checksum'),
    tcp: tally.remarkCounter('wrong-tcp-checksum'),
    udp: tally.remarkCounter('wrong-udp-checksum'),
  };
  const ip = createIpReader(checksums);
  const tunnels = createTunnelReader();
  const fragments = createFragmentStore(limits.fragmentBytes, {
    lost: () => tally.skip('incomplete-fragment'),
    conflict: () => tally.remark('conflicting-fragment'),
  });
  const connections = createConnectionTable<Connection>(limits.connections, (connection) => {
    tally.note(`more than ${limits.connections} connections at once; the idle ones were closed`, 'frame', packet.frame);
    tally.remark('closed-connection');
    close(connection);
  });
  const frameKinds = createFrameKinds();
  const early = context.reportAfter === undefined ? null : createEarlyReports(context.reportAfter, reportUncounted);
  const domains = createAddressDomains(context);
  const drops = createBoundaryDrops();
  const flows = createFlowReports(session, reporter, packet, domains, connections.has);

  function close(connection: Connection): void {
    if (connection.transport === 'tcp') tcp.flush(connection);
    report(connection);
  }

  function reportUncounted(connection: Connection): void {
    if (connection.counted === 0) report(connection);
  }

  /** Counts what a connection was, if nothing in it has been counted. */
  function report(connection: Connection): void {
    if (connection.counted === 0 && isShownElsewhere(connection)) return;
    if (connection.transport === 'tcp' || connection.transport === 'udp') dialogues.close(connection);
    else if (connection.counted === 0) {
      connection.client ??= connection.opener;
      reporter.connection(connection);
    }
  }

  function isShownElsewhere({ transport, addresses, ports }: Connection): boolean {
    if (context.shownElsewhere === undefined) return false;
    const [one, other] = [0, 1].map((side) => ({ address: addresses[side] ?? '', port: ports[side] ?? 0 }));
    return one !== undefined && other !== undefined && context.shownElsewhere(transport, one, other);
  }

  /** The connection of the packet; `transport` and ports as they stand in its headers. */
  function connectionOf(transport: Transport, sourcePort: number, destinationPort: number): Connection {
    const connection = findConnection(transport, sourcePort, destinationPort);
    if (trace?.wants(packet.frame) === true)
      trace.belongs(connection, frameWords(packet, transport, sourcePort, destinationPort));
    return connection;
  }

  function findConnection(transport: Transport, sourcePort: number, destinationPort: number): Connection {
    packet.domain = domains.numberOf(packet.vlan, packet.drop);
    const place = connections.locate(packet, sourcePort, destinationPort);
    const known = connections.values[place];
    if (known !== undefined && !isOver(known)) {
      known.lastMicros = packet.micros;
      return known;
    }
    if (known !== undefined) close(known);
    const scope = domains.scope(packet.domain);
    const drop = drops.drop(domains.drop(packet.domain));
    const created = createConnection(
      packet,
      { scope, drop },
      transport,
      sourcePort,
      destinationPort,
      connections.side(),
    );
    connections.values[place] = created;
    early?.began(created, created.firstMicros);
    return created;
  }

  function isOver(connection: Connection): boolean {
    if (connection.transport === 'tcp') return tcp.reopens(connection, connections.side(), packet);
    return packet.micros - connection.lastMicros > idleMicros;
  }

  function transport(): void {
    switch (packet.protocol) {
      case tcpProtocol:
        tcpSegment();
        break;
      case udpProtocol:
        udpDatagram();
        break;
      case icmpProtocol:
      case icmpv6Protocol:
        icmpMessage();
        break;
      default:
        internetProtocol();
    }
  }

  /** A tunnel is a conversation of its ends, and what it carries is another; copies for a sensor are only the latter. */
  function internetProtocol(): void {
    const isTunnel = tunnels.enterIp(packet);
    if (isTunnel && tunnels.mirrors()) mirror();
    else connectionOf('ip', 0, 0);
    if (isTunnel) inside();
  }

  function mirror(): void {
    tally.remark('mirrored');
    const source = addressText(packet.family, packet.source);
    const destination = addressText(packet.family, packet.destination);
    tally.note(
      `${source} sends copies of frames to ${destination} (ERSPAN); what is in the copies is judged`,
      'frame',
      packet.frame,
    );
  }

  /** Reads what is inside a tunnel. */
  function inside(): void {
    const payload = tunnels.read(packet);
    // Of what cannot be read the tunnel itself tells.
    if (payload !== 'link-type') linkPayload(payload);
  }

  /** A source route hides the address that the checksum covers. */
  function checkSum(transport: 'tcp' | 'udp', end: number): void {
    const isKnown = packet.cut === 0 && !ip.remarks.sourceRouted;
    if (isKnown && !checksums.isTransportSound(packet, end)) wrongChecksums[transport].count++;
  }

  /** Of a header that was cut off when captured, the ports may be there. */
  function partOfHeader(transport: 'tcp' | 'udp'): void {
    const { bytes, start, end, cut } = packet;
    if (end - start < 4 || cut === 0) {
      tally.skip('truncated-packet');
      return;
    }
    tally.skip('cut-off-bytes');
    dialogues.giveUp(connectionOf(transport, read16(bytes, start), read16(bytes, start + 2)));
  }

  function tcpSegment(): void {
    const { bytes, start } = packet;
    if (tcpHeaderLength(packet) === 0) {
      partOfHeader('tcp');
      return;
    }
    checkSum('tcp', packet.end);
    const connection = connectionOf('tcp', read16(bytes, start), read16(bytes, start + 2));
    tcp.segment(connection, connections.side(), packet);
  }

  function udpDatagram(): void {
    const { bytes, start, end } = packet;
    if (end - start < 8) {
      partOfHeader('udp');
      return;
    }
    const destinationPort = read16(bytes, start + 2);
    const length = read16(bytes, start + 4);
    // A length of zero stands for a jumbogram (RFC 2675) and is also written by some senders.
    const dataEnd = length >= 8 ? Math.min(end, start + length) : end;
    // RFC 768: a checksum of zero is none.
    if (read16(bytes, start + 6) !== 0) checkSum('udp', dataEnd);
    if (tunnels.enterUdp(packet, destinationPort)) {
      // Senders spread a tunnel over many source ports; it is one conversation.
      connectionOf('udp', destinationPort, destinationPort);
      inside();
      return;
    }
    const connection = connectionOf('udp', read16(bytes, start), destinationPort);
    if (packet.cut > 0) {
      tally.skip('cut-off-bytes');
      dialogues.giveUp(connection);
    } else if (dataEnd > start + 8 && !flows.take(connection, connections.side(), bytes, start + 8, dataEnd))
      dialogues.feed(connection, connections.side(), bytes, start + 8, dataEnd);
  }

  function icmpMessage(): void {
    const message = icmp.read(packet);
    if (message === null) return;
    const connection = connectionOf(message.transport, message.identifier, message.identifier);
    icmp.count(connection, connections.side(), message);
  }

  function internet(): void {
    const payload = ip.read(packet);
    if (ip.remarks.wrongChecksum) wrongChecksums.ip.count++;
    if (ip.remarks.sourceRouted) tally.remark('source-routed');
    internetPayload(payload);
  }

  function internetPayload(payload: IpPayload): void {
    if (payload === 'transport') transport();
    else if (payload === 'fragment') fragment();
    else tally.skip(payload === 'short' ? 'truncated-packet' : 'malformed-packet');
  }

  function fragment(): void {
    // Of a first fragment that was cut off when captured, the ports may be there.
    if (packet.cut > 0 && ip.place.offset === 0) transport();
    else if (!fragments.add(packet, ip.place)) trace?.left('fragment', null);
    else if (++packet.nested > mostNested) tally.skip('nesting-limit');
    else internetPayload(ip.readOn(packet));
  }

  function arpSays(address: string, mac: string): void {
    if (drops.drop(packet.drop)?.action === 'spoofed') return;
    const scope = domains.scope(domains.numberOf(packet.vlan, packet.drop));
    const evidence = { file: session.file, position: packet.frame, unit: 'frame', uid: null } as const;
    const fact = { field: 'mac-address', value: mac, protocol: 'arp', micros: packet.micros, evidence } as const;
    session.sink.identify({ scope, address, unit: absent, ...fact });
  }

  function linkPayload(payload: LinkPayload): void {
    if (payload === 'ip') internet();
    else if (payload === 'bare') bareFrame();
    else tally.skip(unreadReasons[payload]);
  }

  function bareFrame(): void {
    if (packet.protocol === arpType) readArp(packet, arpSays);
    if (packet.family === 0 && packet.destination[0] === 0 && packet.destination[1] === 0) {
      tally.skip('no-destination');
      return;
    }
    const { bytes, start, end } = packet;
    // What a log cut off may be the part that is asked for.
    const isCut = packet.cut > 0 && packet.drop !== notDropped;
    const recognised = isCut ? null : dialogues.recogniseFrame(packet.protocol, bytes, start, end);
    if (recognised === null) {
      connectionOf('ethernet', 0, 0);
      return;
    }
    const kind = frameKinds.number(recognised, packet);
    const connection = connectionOf('ethernet', kind, kind);
    dialogues.feedFrame(connection, connections.side(), recognised, bytes, start, end);
  }

  return {
    packet,
    accept(readLink) {
      trace?.at(packet.frame, 'frame');
      packet.nested = 0;
      packet.logged.prefixEnd = 0;
      const payload = readLink === null ? 'link-type' : readLink(packet);
      packet.drop = packet.logged.prefixEnd === 0 ? notDropped : drops.number(logRecordOf(packet));
      linkPayload(payload);
      early?.passed(packet.micros);
      flows.passed(packet.micros);
    },
    idle() {
      early?.idle();
      flows.idle();
    },
    finish() {
      fragments.close();
      for (const connection of connections.values) if (connection !== undefined) close(connection);
      flows.finish();
    },
  };
}

function createConnection(
  packet: Packet,
  { scope, drop }: Pick<Connection, 'scope' | 'drop'>,
  transport: Transport,
  sourcePort: number,
  destinationPort: number,
  side: SideNumber,
): Connection {
  const source = addressText(packet.family, packet.source);
  const destination = addressText(packet.family, packet.destination);
  return {
    transport,
    scope,
    drop,
    addresses: side === 0 ? [source, destination] : [destination, source],
    ports: side === 0 ? [sourcePort, destinationPort] : [destinationPort, sourcePort],
    protocolNumber: transport === 'ip' || transport === 'ethernet' ? packet.protocol : null,
    toGroup: isGroupAddress(packet.family, packet.destination),
    opener: side,
    firstMicros: packet.micros,
    firstTimed: packet.timed,
    firstFrame: packet.frame,
    lastMicros: packet.micros,
    // A boundary judges the datagram that it drops as a question of its sender, whatever its ports are.
    asker: transport === 'udp' && drop !== null ? side : null,
    client: null,
    refused: false,
    carried: false,
    hidden: false,
    reading: 'recognising',
    strange: 0,
    protocol: null,
    dialogue: null,
    counted: 0,
    channel: null,
    reverseChannel: null,
    sides: [createStreamSide(), createStreamSide()],
  };
}
