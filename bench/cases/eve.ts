/** Lines of Suricata's EVE to conversations, beside `JSON.parse` alone on the same lines. */
import { createAggregator } from '../../src/flows/aggregate.ts';
import { readFlows } from '../../src/flows/read-flows.ts';
import { shippedCatalogue } from '../../test/support/shipped-catalogue.ts';
import { cpuSeconds, digits, row } from '../measure.ts';

const lines = 300_000;
const context = { catalogue: shippedCatalogue, scopeOf: () => 'plant', bucketOf: () => 0 };

/** A sensor's day in a plant: polls of controllers, flow records, and what office services do beside them. */
const mixes = {
  'polls of controllers': [pollLine],
  'flow records': [flowLine],
  'office services and their flow records': [dnsLine, flowLine, httpLine, flowLine, tlsLine, flowLine],
  'a plant with all of them': [
    pollLine,
    pollLine,
    pollLine,
    pollLine,
    pollLine,
    writeLine,
    flowLine,
    dnsLine,
    httpLine,
    alertLine,
  ],
} as const;

for (const [name, makers] of Object.entries(mixes)) {
  const text = Array.from({ length: lines }, (_, index) => `${makers[index % makers.length]?.(index) ?? ''}\n`).join(
    '',
  );
  const bytes = Buffer.from(text);
  let conversations = 0;
  const ours = await cpuSeconds(3, async () => {
    const aggregator = createAggregator(context);
    await readFlows({ file: 'eve.json', chunks: chunksOf(bytes) }, context, aggregator);
    conversations = aggregator.conversations().length;
  });
  let parsed = 0;
  const plain = await cpuSeconds(3, () => {
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(10, at);
      const event = JSON.parse(bytes.toString('utf8', at, end)) as { readonly event_type: string };
      parsed += event.event_type.length;
      at = end + 1;
    }
  });
  if (parsed === 0) throw new Error('nothing was parsed');
  row(
    name,
    `${digits(lines / ours / 1e6)} M lines/s of ${Math.round(bytes.length / lines)} bytes`,
    `${conversations} conversations`,
    `JSON.parse alone ${digits(lines / plain / 1e6)} M lines/s`,
    `ratio ${digits(plain / ours)}`,
  );
}

/** Number of the flow that a line belongs to. */
function flowNumber(index: number): number {
  return 1_000_000_000_000_000 + ((index * 2_654_435_761) % 1_000_000_000_000_000);
}

/** The beginning of a line that belongs to the flow of line `index`. */
function head(index: number, type: string, seconds: number): string {
  const time = new Date(1_800_000_000_000 + Math.floor(seconds * 1000)).toISOString().slice(0, 23);
  return `{"timestamp":"${time}${String(index % 1000).padStart(3, '0')}+0000","flow_id":${flowNumber(index)},"in_iface":"eth1","event_type":"${type}"`;
}

function ends(client: string, clientPort: number, server: string, port: number, proto: string): string {
  return `"src_ip":"${client}","src_port":${clientPort},"dest_ip":"${server}","dest_port":${port},"proto":"${proto}"`;
}

/** One of two hundred registers of fifty controllers. */
function pollLine(index: number): string {
  const poll = (index * 40_503) % 200;
  const plc = `10.20.1.${10 + (poll % 50)}`;
  const id = index % 65_536;
  const common = `"transaction_id":${id},"protocol_id":0,"unit_id":1,"function_raw":3,"function_code":"RdHoldRegs","access_type":"READ | HOLDING","category":"PUBLIC_ASSIGNED","error_flags":"NONE"`;
  return `${head(poll % 50, 'modbus', index * 0.01)},${ends('10.20.0.10', 40_000 + (poll % 50), plc, 502, 'TCP')},"pkt_src":"wire/pcap","modbus":{"id":${index},"request":{${common},"read":{"address":${poll},"quantity":10}},"response":{${common},"read":{"data":"\\u0000\\u0001\\u0000${String.fromCharCode(48 + (index % 10))}\\u0000\\u0007\\u0000A\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000B\\u0000C\\u0000D"}}}}`;
}

function writeLine(index: number): string {
  const id = index % 65_536;
  const common = `"transaction_id":${id},"protocol_id":0,"unit_id":1,"function_raw":6,"function_code":"WrSingleReg","access_type":"WRITE | HOLDING | SINGLE | WRITE_SINGLE","category":"PUBLIC_ASSIGNED","error_flags":"NONE","write":{"address":${index % 20},"data":${index % 1000}}`;
  return `${head(1, 'modbus', index * 0.01)},${ends('10.20.0.10', 40_001, '10.20.1.11', 502, 'TCP')},"pkt_src":"wire/pcap","modbus":{"id":${index},"request":{${common}},"response":{${common}}}}`;
}

/** Ends the flow of a line some seconds before. */
function flowLine(index: number): string {
  const client = `10.30.${index % 8}.${index % 200}`;
  const start = new Date(1_800_000_000_000 + index * 10 - 5000).toISOString().slice(0, 23);
  return `${head(Math.max(index - 401, 0), 'flow', index * 0.01)},${ends(client, 32_768 + (index % 28_000), `10.19.0.${index % 20}`, 443, 'TCP')},"app_proto":"tls","flow":{"pkts_toserver":${index % 90},"pkts_toclient":${index % 70},"bytes_toserver":${index},"bytes_toclient":${index * 3},"start":"${start}000+0000","end":"${start}999+0000","age":${index % 60},"state":"closed","reason":"timeout","alerted":false},"community_id":"1:LQU9qZlK+B5F3KDmev6m5PMib${index % 1000}=","tcp":{"tcp_flags":"1b","tcp_flags_ts":"1b","tcp_flags_tc":"1b","syn":true,"fin":true,"psh":true,"ack":true,"state":"closed","ts_max_regions":1,"tc_max_regions":1}}`;
}

function dnsLine(index: number): string {
  return `${head(index, 'dns', index * 0.01)},${ends(`10.30.1.${index % 200}`, 32_768 + (index % 28_000), '10.19.0.53', 53, 'UDP')},"pkt_src":"wire/pcap","dns":{"version":2,"type":"query","id":${index % 65_536},"rrname":"host-${index % 5000}.example","rrtype":"A","tx_id":0,"opcode":0}}`;
}

function httpLine(index: number): string {
  return `${head(index, 'http', index * 0.01)},${ends(`10.30.2.${index % 200}`, 32_768 + (index % 28_000), '10.19.0.80', 80, 'TCP')},"pkt_src":"wire/pcap","tx_id":0,"http":{"hostname":"reports.example","url":"/line/${index}","http_user_agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36","http_content_type":"text/html","http_method":"GET","protocol":"HTTP/1.1","status":200,"length":${index % 5000}}}`;
}

function tlsLine(index: number): string {
  return `${head(index, 'tls', index * 0.01)},${ends(`10.30.3.${index % 200}`, 32_768 + (index % 28_000), '10.19.0.44', 443, 'TCP')},"pkt_src":"wire/pcap","tls":{"sni":"historian.example","version":"TLS 1.3","ja3":{},"ja3s":{},"subject":"CN=historian.example","issuerdn":"CN=plant ca","serial":"01:02:${index % 90}","fingerprint":"4f:a4:5e:58:7e:d9:db:20:09:d7:b6:c7:ff:58:c4:7b:dc:3f:55:b4","notbefore":"2024-01-01T00:00:00","notafter":"2034-01-01T00:00:00"}}`;
}

function alertLine(index: number): string {
  const id = index % 65_536;
  return `${head(index % 50, 'alert', index * 0.01)},${ends('10.20.0.10', 40_000, '10.20.1.12', 502, 'TCP')},"pkt_src":"wire/pcap","tx_id":${index},"alert":{"action":"allowed","gid":1,"signature_id":2250005,"rev":2,"signature":"SURICATA Modbus invalid Value","category":"Generic Protocol Command Decode","severity":3},"modbus":{"id":${index},"request":{"transaction_id":${id},"protocol_id":0,"unit_id":1,"function_raw":3,"function_code":"RdHoldRegs","access_type":"READ | HOLDING","category":"PUBLIC_ASSIGNED","error_flags":"NONE","read":{"address":4,"quantity":2}}},"app_proto":"modbus","direction":"to_server","flow":{"pkts_toserver":9,"pkts_toclient":9,"bytes_toserver":500,"bytes_toclient":600,"start":"2027-01-15T08:00:00.000000+0000","src_ip":"10.20.0.10","dest_ip":"10.20.1.12","src_port":40000,"dest_port":502}}`;
}

async function* chunksOf(all: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < all.length; at += 1024 * 1024) yield all.subarray(at, at + 1024 * 1024);
}
