/**
 * What the tests of Logstash's NetFlow codec (`netflow_spec.rb`) expect of datagrams of real exporters. Only the parts
 * that say something about values are read; the language around them is not.
 */
import { readFileSync } from 'node:fs';
import { corpusPath } from './corpus.ts';

export interface CodecExpectation {
  readonly name: string;
  /** Files with one datagram each, in the order in which they arrive. */
  readonly files: readonly string[];
  /** Number of records, descriptions of the exporter included; null when the test does not say. */
  readonly size: number | null;
  /** Values by the number of the record, then by the name that the codec gives a field. */
  readonly records: ReadonlyMap<number, Readonly<Record<string, unknown>>>;
}

/** One per context of the tests that names files. */
export function readCodecExpectations(): readonly CodecExpectation[] {
  const text = readFileSync(corpusPath('netflow/vendors-logstash/netflow_spec.rb.expectations.txt'), 'utf8');
  const [plain = ''] = text.split("'configured with template caching'");
  const contexts = plain.split(/^ {2}context "/m).slice(1);
  return contexts.map(readContext).filter(({ files }) => files.length > 0);
}

function readContext(context: string): CodecExpectation {
  const events = [...context.matchAll(/events << <<-END\n([\s\S]*?)\n\s*END\n/g)].map(([, json = '']) =>
    parseEvent(json),
  );
  const records = new Map<number, Record<string, unknown>>();
  const recordOf = (index: string): Record<string, unknown> => {
    const record = records.get(Number(index)) ?? {};
    records.set(Number(index), record);
    return record;
  };
  for (const [, index = '', event = ''] of context.matchAll(
    /^\s*expect\(JSON\.parse\(decode\[(\d+)\]\.to_json\)\)\.to eq\(JSON\.parse\(json_events\[(\d+)\]\)\)/gm,
  ))
    Object.assign(recordOf(index), events[Number(event)]);
  for (const [, index = '', field = '', value = ''] of context.matchAll(
    /expect\(decode\[(\d+)\]\.get\("\[netflow\]\[(\w+)\]"\)\)\.to eq\((.*)\)$/gm,
  ))
    recordOf(index)[field] = /^["']/.test(value) ? value.slice(1, -1) : Number(value);
  return {
    name: context.slice(0, context.indexOf('"')),
    files: [...context.matchAll(/"([\w.-]+\.dat)"\), :mode/g)].map(([, file = '']) => file),
    size: Number(/decode\.size\)\.to eq\((\d+)\)/.exec(context)?.[1] ?? Number.NaN) || null,
    records,
  };
}

/** Fractions of seconds that depend on the version of Logstash are left out. */
function parseEvent(json: string): Record<string, unknown> {
  const event: unknown = JSON.parse(json.replaceAll(/#\{\w+\}/g, ''));
  const { netflow } = event as { netflow?: Record<string, unknown> };
  return netflow ?? {};
}
