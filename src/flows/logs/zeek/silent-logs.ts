/** Zeek logs that show no operation of any protocol: they are left out on purpose, and not for lack of a reader. */

/** Logs of Zeek itself. */
const housekeeping = new Set(
  'analyzer broker capture_loss cluster config dpd files intel known_certs known_devices known_hosts known_modbus known_routers known_services loaded_scripts mysql netcontrol notice ntlm ocsp packet_filter pe print profinet_debug reporter signatures software stats stderr stdout telemetry traceroute tunnel weird weird_stats x509'.split(
    ' ',
  ),
);

/** Parts of ICSNPP logs that tell more about what the main log of the protocol counts. */
const details =
  /^(?:cotp|modbus_register_change|opcua_binary_\w+|roc_plus_\w+|hart_ip_\w+|synchrophasor(?:_\w+)?|c1222_\w+|bacnet_\w+)$/;

/** Whether the log of a name shows no operations; logs that are read are asked for first. */
export function isSilentLog(path: string): boolean {
  return housekeeping.has(path) || details.test(path);
}
