/** Every capture of the corpus with OPC UA in it, and the port of its servers. */
export const opcUaCaptures: Readonly<Record<string, number>> = {
  'opcua/icsnpp-opcua-binary__open62541_client-server_encrypted.pcap': 4840,
  'opcua/icsnpp-opcua-binary__open62541_client-server_mainloop-not-localhost-non-standard-port.pcap': 48_010,
  'opcua/icsnpp-opcua-binary__open62541_client-server_mainloop.pcap': 4840,
  'opcua/icsnpp-opcua-binary__open62541_create_monitored_items.pcap': 4840,
  'opcua/icsnpp-opcua-binary__open62541_discover_getendpoints_discover_urls.pcap': 4840,
  'opcua/icsnpp-opcua-binary__open62541_read_service_test_data_with_history.pcap': 4840,
  'opcua/icsnpp-opcua-binary__python_opcua-client-server_minimal.pcap': 4840,
};
