/** Values whose text cannot be read: networks, addresses, dates, ports, ranges. */
import { type CatalogueEntries, noReferences } from '../catalogue-entry.ts';
import { didYouMean, quote } from '../words.ts';

export interface ValueDiagnostics {
  readonly 'network/invalid': { readonly text: string };
  readonly 'network/host-bits': { readonly text: string; readonly network: string };
  readonly 'address/invalid': { readonly text: string };
  readonly 'mac/invalid': { readonly text: string };
  readonly 'date/invalid': { readonly text: string; readonly form: string };
  readonly 'duration/invalid': { readonly text: string; readonly longest: string };
  readonly 'port/invalid': { readonly text: string };
  readonly 'range/invalid': { readonly text: string; readonly of: 'units' | 'objects' };
  readonly 'timezone/unknown': { readonly timezone: string; readonly suggestion: string | null };
  readonly 'list/duplicate': { readonly value: string };
}

export const valueEntries: CatalogueEntries<ValueDiagnostics> = {
  'network/invalid': {
    severity: 'high',
    what: ({ text }) => `${quote(text)} is no network`,
    why: 'the addresses that were meant belong to no zone, so their traffic is denied as unknown',
    fix: () => 'write an IPv4 or IPv6 network with its prefix length, as `10.20.0.0/24` or `fd20:1::/64`',
    references: noReferences,
  },
  'network/host-bits': {
    severity: 'high',
    what: ({ text }) => `${quote(text)} is an address inside a network, not the network`,
    why: 'either the address or the prefix length is not what was meant, and the two readings hold different addresses',
    fix: ({ network }) => `write ${quote(network)} for the whole network`,
    references: noReferences,
  },
  'address/invalid': {
    severity: 'high',
    what: ({ text }) => `${quote(text)} is no IP address`,
    why: 'the asset would not be recognised in traffic',
    fix: () => 'write one IPv4 or IPv6 address without a prefix length, as `10.20.1.11`',
    references: noReferences,
  },
  'mac/invalid': {
    severity: 'high',
    what: ({ text }) => `${quote(text)} is no MAC address`,
    why: 'the asset would not be recognised in traffic',
    fix: () => 'write six pairs of hexadecimal digits, as `"00:80:f4:12:34:56"`',
    references: noReferences,
  },
  'date/invalid': {
    severity: 'high',
    what: ({ text, form }) => `${quote(text)} is no date of the form ${quote(form)}`,
    why: 'a limit in time that cannot be read would never end a permission',
    fix: ({ form }) => `write a day of the calendar as ${quote(form)}`,
    references: noReferences,
  },
  'duration/invalid': {
    severity: 'high',
    what: ({ text, longest }) => `${quote(text)} is no length of time between \`1m\` and ${quote(longest)}`,
    why: 'a limit that cannot be read would never end a permission',
    fix: () => 'write whole minutes or hours, as `90m` or `8h`',
    references: noReferences,
  },
  'port/invalid': {
    severity: 'high',
    what: ({ text }) => `${quote(text)} is no port`,
    why: 'the service that was meant is not in the grant',
    fix: () => 'write a port from 0 to 65535, a range as `5000-5010`, or either with its transport, as `tcp/502`',
    references: noReferences,
  },
  'range/invalid': {
    severity: 'high',
    what: ({ text, of }) => `${quote(text)} names no ${of}`,
    why: 'the objects that were meant are not in the grant',
    fix: () => 'write a number from 0, or a range with the lower number first, as `100-119`',
    references: noReferences,
  },
  'timezone/unknown': {
    severity: 'high',
    what: ({ timezone }) => `${quote(timezone)} is no time zone`,
    why: 'dates and windows are meant in local time, so nobody can say when they begin and end',
    fix: ({ suggestion }) => didYouMean(suggestion, 'use an IANA name, as `Europe/Berlin`'),
    references: noReferences,
  },
  'list/duplicate': {
    severity: 'low',
    what: ({ value }) => `${quote(value)} stands twice in one list`,
    why: 'the second says nothing; often another value was meant',
    fix: ({ value }) => `remove one ${quote(value)}, or write what was meant`,
    references: noReferences,
  },
};
