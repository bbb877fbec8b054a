/** Text that somebody might write into a plant's file to have a report say or do something else. */
import fc from 'fast-check';

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '<img src=x onerror=alert(1)>',
    '</style><script>alert(1)</script>',
    '</script><script>alert(1)</script>',
    '" onload="alert(1)',
    "' onclick='alert(1)",
    '&lt;b&gt;&#60;script&#62;',
    'javascript:alert(1)',
    '<!--',
    '-->',
    ']]>',
    '\\"];\n evil -> node [label="',
    '"]\n  click z1 href "javascript:alert(1)"',
    '%%{init: {"securityLevel": "loose"}}%%',
    '#quot;',
    '\u202Ereversed',
    'ＷＩＤＥ字'.repeat(20),
    'long '.repeat(200),
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
);
