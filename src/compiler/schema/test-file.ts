/**
 * Files of policy tests, `tests/*.yaml` of a plant. `schemas/tests.schema.json` is generated from these types and both checks
 * files and serves editors.
 */
import type { DenialReason } from '../../model/verdict.ts';
import type { DateTimeText, OneOrSome, Text } from './common-values.ts';

/** A file of policy tests. */
export interface PolicyTestFile {
  /** When conversations take place that name no time, in the plant's time zone. Without it, when the tests are run. */
  time?: DateTimeText;
  /** The tests. */
  tests?: readonly PolicyTestEntry[];
}

type VerdictText = 'allowed' | 'denied' | 'unjudged';

/** What must be true: `conversation` with the verdict that it must have, or `flows` with what they must come to. */
export interface PolicyTestEntry {
  /**
   * What it holds to be true; each test has a name of its own.
   * @examples ["nobody programs on a weekday"]
   */
  name: Text;
  /**
   * A conversation in words, as for `zonewright explain`.
   * @examples ["scada-1 -> plc-filler modbus write holding 100-109 unit 1"]
   */
  conversation?: Text;
  /** The verdict of everything that the words stand for. */
  expect?: VerdictText;
  /** Why it is denied. */
  reason?: DenialReason;
  /**
   * Grants that must allow it, by their ids: `conduit/grant`, or `plant.allow.list/grant` of Rego.
   * @examples ["scada-to-filling/setpoints"]
   */
  grants?: OneOrSome<Text>;
  /** Windows of vendor sessions that are taken to be open; without it, none is. */
  sessions?: OneOrSome<Text>;
  /** The address domain in which addresses are meant, or the traffic was recorded. */
  scope?: Text;
  /**
   * Captures and logs, with their paths from the plant's folder.
   * @examples ["flows/tuesday.pcap"]
   */
  flows?: OneOrSome<Text>;
  /** How many recorded conversations have a verdict. */
  counts?: CountsFile;
  /** Recorded conversations that must have a verdict. */
  conversations?: readonly RecordedEntry[];
}

/**
 * Numbers of conversations: `12`, `">=12"`, `"<=12"` or `"10-12"`.
 * @minProperties 1
 */
interface CountsFile {
  /** Allowed ones. */
  allowed?: Text;
  /** Denied ones. */
  denied?: Text;
  /** Those of which too little was recorded. */
  unjudged?: Text;
}

/** Recorded conversations, of which there must be at least one. */
interface RecordedEntry {
  /** In words, without a time; what is left out may be anything. */
  conversation: Text;
  /** The verdict that each of them must have. */
  expect: VerdictText;
  /** Why they are denied. */
  reason?: DenialReason;
  /** Grants that must allow them. */
  grants?: OneOrSome<Text>;
}
