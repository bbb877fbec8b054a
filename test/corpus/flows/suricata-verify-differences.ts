import type { Differences } from './operation-tally.ts';

/** By capture: operations that are read and not expected, or the other way around. */
export const messageDifferences: Readonly<Record<string, Differences>> = {
  // The test lists the opening and the closing of the file only. Frame 13 writes (function 02, object 46 05): the event log
  // of Suricata 7.0.10 has that operation as well.
  'dnp3/zeek__dnp3_file_write.pcap': { '130.126.142.250 130.126.140.229 2.70 unit 4 file -+-': [1, 0] },
};

/** Expectations of Suricata's regression tests that are not compared, by test and name, and why. */
export const notCompared: Readonly<Record<string, string>> = {
  'modbus modbus 1': 'the number that Suricata gives a transaction in its log',
  'decode-erspan-typeII-01 rule 1 2': 'answers to the two echo requests that rule 2 alerts on',
  'dnp3-eve dnp3 55': 'all messages together, answers and confirmations among them; each is expected by itself as well',
  'dnp3-dnp3_func-alert rule 1 1': 'the restart (21) that `dnp3-eve` expects too, where its three headers are compared',
  'dnp3-dnp3_func-alert rule 2 1': 'the restart (21) that `dnp3-eve` expects too, where its three headers are compared',
  'dnp3-lua rule 4 1': 'the restart (21) that `dnp3-eve` expects too, where its three headers are compared',
  'dnp3-dnp3_data-alert rule 5 1': 'how headers stand in one message; `dnp3-eve` expects the same message',
  'dnp3-dnp3_data-alert rule 7 0': 'two octets that stand nowhere',
  'dnp3-ind-keyword rule 1 2': 'internal indications of answers, which are no part of a conversation',
  'dnp3-ind-keyword rule 2 2': 'internal indications of answers, which are no part of a conversation',
  'dnp3-ind-keyword rule 3 2': 'internal indications of answers, which are no part of a conversation',
  'dnp3-ind-keyword rule 4 2': 'internal indications of answers, which are no part of a conversation',
  'dnp3-ind-keyword rule 5 0': 'internal indications of answers, which are no part of a conversation',
  'dnp3-max-objects rule 2270006 1': 'a bound that the test sets for Suricata',
  'enip-frames rule 2 92': 'bytes that many requests and answers begin with',
  'enip-frames rule 3 92': 'bytes that many requests and answers begin with',
  'enip-frames rule 4 41': 'requests for one attribute; attributes are no part of a conversation',
  'enip-keywords rule 1 min-version 8 81':
    'requests and answers; the requests are compared by the expectation for version 7',
  'enip-keywords rule 2 267': 'packets of both directions with connected messages, whatever these ask for',
  'enip-keywords-suricata8 rule 4 269': 'a status of requests and answers',
  'enip-keywords-suricata8 rule 6 1': 'the version of the encapsulation, which is not collected',
  'enip-keywords-suricata8 rule 8 1': 'the status of the device, which is not collected',
  'enip-keywords-suricata8 rule 9 1': 'the state of the device, which is not collected',
  'enip-keywords-suricata8 rule 11 1': 'the product code as a number; the name of the product is compared',
  'enip-keywords-suricata8 rule 15 133': 'answers without an error',
  'enip-stats-udp stats 0': "Suricata's own counters",
  'enip-stats-udp stats 1': "Suricata's own counters",
};
