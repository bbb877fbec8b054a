/** The protocols whose operations are read from captures, one line each. */

import { bacnetDecoder } from './bacnet/bacnet.ts';
import { bacnetEthernetDecoder } from './bacnet/bacnet-ethernet.ts';
import { adsDiscoveryDecoder } from './beckhoff-ads/ads-discovery.ts';
import { beckhoffAdsDecoder } from './beckhoff-ads/beckhoff-ads.ts';
import { bsapDecoder } from './bsap.ts';
import { c1222Decoder } from './c12-22/c12-22.ts';
import type { Decoder } from './decoder.ts';
import { dnp3Decoder } from './dnp3/dnp3.ts';
import { ethercatDecoder } from './ethercat/ethercat.ts';
import { ethernetIpDecoder } from './ethernet-ip/ethernet-ip.ts';
import { geSrtpDecoder } from './ge-srtp/ge-srtp.ts';
import { genisysDecoder } from './genisys.ts';
import { hartIpDecoder } from './hart-ip/hart-ip.ts';
import { iec104Decoder } from './iec-104/iec-104.ts';
import { gooseDecoder } from './iec61850/goose.ts';
import { gseManagementDecoder } from './iec61850/gse-management.ts';
import { sampledValuesDecoder } from './iec61850/sampled-values.ts';
import { knxnetIpDecoder } from './knxnet-ip/knxnet-ip.ts';
import { lldpDecoder } from './lldp.ts';
import { mmsDecoder } from './mms/mms.ts';
import { modbusDecoder } from './modbus/modbus.ts';
import { modbusRtuDecoder } from './modbus/modbus-rtu.ts';
import { mqttDecoder } from './mqtt/mqtt.ts';
import { niagaraFoxDecoder } from './niagara-fox/niagara-fox.ts';
import { ntpDecoder } from './ntp.ts';
import { omronFinsDatagramDecoder, omronFinsStreamDecoder } from './omron-fins/omron-fins.ts';
import { opcUaDecoder } from './opc-ua/opc-ua.ts';
import { profinetCmDecoder } from './profinet/profinet-cm.ts';
import { profinetDcpDecoder } from './profinet/profinet-dcp.ts';
import { profinetRtDecoder } from './profinet/profinet-rt.ts';
import { rocPlusDecoder } from './roc-plus/roc-plus.ts';
import { s7commDecoder } from './s7comm/s7comm.ts';
import { s7commPlusDecoder } from './s7comm-plus/s7comm-plus.ts';
import { slmpDecoder, slmpWeakDecoder } from './slmp/slmp.ts';
import { snmpDecoder } from './snmp/snmp.ts';
import { synchrophasorDecoder } from './synchrophasor/synchrophasor.ts';

export const decoders: readonly Decoder[] = [
  bacnetEthernetDecoder,
  bacnetDecoder,
  adsDiscoveryDecoder,
  beckhoffAdsDecoder,
  bsapDecoder,
  c1222Decoder,
  dnp3Decoder,
  ethercatDecoder,
  ethernetIpDecoder,
  geSrtpDecoder,
  genisysDecoder,
  gooseDecoder,
  gseManagementDecoder,
  hartIpDecoder,
  iec104Decoder,
  knxnetIpDecoder,
  lldpDecoder,
  mmsDecoder,
  modbusDecoder,
  modbusRtuDecoder,
  mqttDecoder,
  niagaraFoxDecoder,
  ntpDecoder,
  omronFinsDatagramDecoder,
  omronFinsStreamDecoder,
  opcUaDecoder,
  profinetCmDecoder,
  profinetDcpDecoder,
  profinetRtDecoder,
  rocPlusDecoder,
  s7commDecoder,
  s7commPlusDecoder,
  sampledValuesDecoder,
  slmpDecoder,
  slmpWeakDecoder,
  snmpDecoder,
  synchrophasorDecoder,
];
