/** What nDPI and Arkime call the protocol of a flow, beside what conversations are called here. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { corpusFolder, corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';

/** A flow as another program names it; which end is the client is not compared. */
interface NamedFlow {
  readonly transport: string;
  readonly ends: readonly [string, string];
  readonly name: string;
}

/** nDPI's names (`ndpi_protocol_ids.h`) and Arkime's, by the protocol of the catalogue; null where it has none. */
const protocolsByName: Readonly<Record<string, string | null>> = {
  BeckhoffADS: 'beckhoff-ads',
  CIP: 'ethernet-ip',
  'DCERPC.PROFINET_IO': 'profinet-cm',
  DNP3: 'dnp3',
  'Ether-S-Bus': 'saia-s-bus',
  EtherSIO: null,
  EthernetIP: 'ethernet-ip',
  'IEEE-C37118': 'synchrophasor',
  IEC60870: 'iec-104',
  IEC62056: null,
  'ISO9506-1-MMS': 'mms',
  KNXnet_IP: 'knxnet-ip',
  Modbus: 'modbus',
  'Modbus.UMAS': 'modbus',
  'OPC-UA': 'opc-ua',
  RTPS: null,
  S7Comm: 's7comm',
  S7CommPlus: 's7comm-plus',
  bacnet: 'bacnet',
  modbus: 'modbus',
};

/** Flows that are called nothing here though another program names them, and why. */
const unnamed: ReadonlySet<string> = new Set([
  // No decoder here reads S-Bus; `audit --decoder tshark` does.
  'udp 172.16.1.120:2467 172.16.1.135:5050 Ether-S-Bus',
  // A device opens it, from port 502 to an ephemeral port of its client, and sends nothing but exceptions.
  'tcp 10.0.0.8:502 10.0.0.57:4446 modbus',
]);

/** The flows that nDPI's reader lists: number, transport, both ends and the name with its number. */
function ndpiFlows(path: string): NamedFlow[] {
  const line = /^\t\d+\t(TCP|UDP) (\S+) <?-> (\S+) \[proto: [\d.]+\/([^\]]+)\]/gm;
  return [...readFileSync(path, 'utf8').matchAll(line)].map(([, transport = '', one = '', other = '', name = '']) => ({
    transport: transport.toLowerCase(),
    ends: [one, other],
    name,
  }));
}

interface ArkimeSession {
  readonly body: {
    readonly ipProtocol: number;
    readonly protocol: readonly string[];
    readonly source: { readonly ip?: string; readonly port?: number };
    readonly destination: { readonly ip?: string; readonly port?: number };
  };
}

/** The sessions whose application protocol Arkime knows. */
function arkimeFlows(path: string): NamedFlow[] {
  const { sessions3 } = JSON.parse(readFileSync(path, 'utf8')) as { sessions3: ArkimeSession[] };
  return sessions3.flatMap(({ body: { ipProtocol, protocol, source, destination } }) =>
    protocol
      .filter((name) => Object.hasOwn(protocolsByName, name))
      .map((name) => ({
        transport: ipProtocol === 6 ? 'tcp' : 'udp',
        ends: [`${source.ip}:${source.port}`, `${destination.ip}:${destination.port}`] as const,
        name,
      })),
  );
}

/** The path of the capture that a file of expectations is named after. */
function captureOf(name: string): string {
  const path = readdirSync(corpusFolder, { recursive: true })
    .map(String)
    .find((each) => !each.startsWith('truth') && each.endsWith(`/${name}`));
  if (path === undefined) throw new Error(`no capture is called ${name}`);
  return corpusPath(path);
}

/** What the conversations between the ends of a flow are called here. */
async function namesOf(capture: string): Promise<(flow: NamedFlow) => (string | null)[]> {
  const { conversations } = await readPaths([capture]);
  return ({ transport, ends }) => {
    const between = conversations.filter(({ source, destination, port, ...rest }) => {
      const server = `${destination}:${port}`;
      const client = ends[0] === server ? ends[1] : ends[0];
      return rest.transport === transport && ends.includes(server) && client.startsWith(`${source}:`);
    });
    return [...new Set(between.map(({ protocol }) => protocol))].sort();
  };
}

/** Flows with another name here, and how many were compared. */
async function compare(folder: string, suffix: string, flowsOf: (path: string) => NamedFlow[]) {
  const differences: string[] = [];
  let compared = 0;
  for (const file of readdirSync(corpusPath(`truth/${folder}`)).sort()) {
    const named = flowsOf(corpusPath(`truth/${folder}/${file}`));
    const ours = await namesOf(captureOf(file.slice(0, -suffix.length)));
    for (const flow of named) {
      compared++;
      const text = `${flow.transport} ${flow.ends.join(' ')} ${flow.name}`;
      const expected = unnamed.has(text) ? null : protocolsByName[flow.name];
      const names = ours(flow);
      // Clients' ports are not kept, so that a flow without a name lies beside others between its hosts.
      const agrees = unnamed.has(text) ? names.includes(null) : names.length === 1 && names[0] === expected;
      if (!agrees) differences.push(`${file} ${text}: expected ${expected}, here ${names.join(' ')}`);
    }
  }
  return { differences, compared };
}

describeCorpus('the protocol of every flow', [], () => {
  test('is the one that nDPI names', async () => {
    const { differences, compared } = await compare('ndpi', '.out', ndpiFlows);
    expect(differences).toEqual([]);
    expect(compared).toBe(36);
  });

  test('is the one that Arkime names', async () => {
    const { differences, compared } = await compare('arkime', '.test.json', arkimeFlows);
    expect(differences).toEqual([]);
    expect(compared).toBe(18);
  });
});
