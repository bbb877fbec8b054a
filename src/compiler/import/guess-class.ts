/** The class of an endpoint, from the words of a source that has none for it. Always reported as a guess. */

/** The first that matches decides, so what is rare stands before what is common. */
const classes: readonly (readonly [RegExp, string])[] = [
  [/\b(?:safety|failsafe|sis|esd)\b.*\b(?:plc|controller|system)\b|\bsis\b/i, 'safety_controller'],
  [/\bengineering\b.*\b(?:station|workstation|laptop|pc)\b|\bews\b/i, 'engineering_workstation'],
  [/\bjump\b|\bbastion\b/i, 'jump_server'],
  [/\bvpn\b/i, 'vpn_gateway'],
  [/\bdata ?diode\b/i, 'data_diode'],
  [/\bfirewall\b|\bfw\d*\b/i, 'firewall'],
  [/\brouter\b/i, 'router'],
  [/\bswitch\b|\bsw\d*\b/i, 'switch'],
  [/\bhistorian\b/i, 'historian_server'],
  [/\bscada\b/i, 'scada_server'],
  [/\bhmi\b|\boperator (?:panel|station|terminal)\b/i, 'hmi_legacy'],
  [/\bdcs\b/i, 'dcs_controller'],
  [/\bplc\d*\b|\bprogrammable logic\b/i, 'plc'],
  [/\brtu\d*\b|\bremote terminal unit\b/i, 'rtu'],
  [/\bied\d*\b|\bprotection relay\b/i, 'ied'],
  [/\bdrive\b|\bvfd\b|\binverter\b/i, 'drive'],
  [/\bremote i\/?o\b|\bsensors?\b|\bactuators?\b|\bvalves?\b|\bpumps?\b|\bfield (?:i\/?o|device)/i, 'field_io'],
  [/\bcamera\b|\bcctv\b/i, 'camera'],
  [/\bprinter\b/i, 'printer'],
  [/\blaptops?\b|\bnotebooks?\b/i, 'laptop'],
  [/\bdesktops?\b|\boffice pcs?\b/i, 'office_pc'],
  [/\bservers?\b|\bdatabases?\b|\bdomain controller\b/i, 'server'],
];

/** With the words that led to it; null when they say nothing. */
export function guessClass(text: string): { readonly class: string; readonly from: string } | null {
  const readable = text.slice(0, 200).replaceAll('_', ' ');
  for (const [words, guess] of classes) {
    const found = words.exec(readable)?.[0];
    if (found !== undefined) return { class: guess, from: found.toLowerCase() };
  }
  return null;
}
