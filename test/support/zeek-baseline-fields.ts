/**
 * The columns of the logs that went through `zeek-cut` before they were compared, and so have no header: those of
 * their projects without what differs from run to run (link ids, and in some also the time and the connection).
 */

const id = 'id.orig_h id.orig_p id.resp_h id.resp_p';
const connection = `ts uid ${id}`;
const sided = `${connection} is_orig source_h source_p destination_h destination_p`;
const nodeId = 'encoding_mask namespace_idx numeric string guid opaque';

/** By log. */
const columns: Readonly<Record<string, string>> = {
  conn: `${id} proto service`,
  modbus: `${connection} func exception`,

  enip: `${sided} enip_command_code enip_command length session_handle enip_status sender_context options`,
  cip: `${sided} cip_sequence_count direction cip_service_code cip_service cip_status_code cip_status cip_extended_status_code cip_extended_status class_id class_name instance_id attribute_id`,
  cip_io: `${sided} connection_id sequence_number data_length io_data`,
  cip_identity: `${sided} encapsulation_version socket_address socket_port vendor_id vendor_name device_type_id device_type_name product_code revision device_status serial_number product_name device_state`,

  c1222: `${id} proto elements is_encrypted_epsem services aso_context called_ap_title calling_ap_title calling_ae_qualifier mechanism_name calling_auth_value called_ap_invocation_id calling_ap_invocation_id`,
  c1222_authentication_value: `${id} proto authentication_mechanism indirect_reference octet_aligned c1222_key_id c1222_iv c1221_ident c1221_req c1221_resp`,
  c1222_user_information: `${id} proto indirect_reference_encoding padding mac epsem_control ed_class encrypted_epsem services`,
  c1222_identification_service: `${id} proto req_resp standard version revision security_mechanism nbr_session_supported sessionless_supported device_class device_identity_format device_identity`,
  c1222_read_write_service: `${id} proto req_resp service_type table_id offset index element_count count_m data chksum octet_count`,
  c1222_logon_security_service: `${id} proto req_resp service_type user_id password user session_idle_timeout`,

  hart_ip_general: `${connection} proto message_packet_bytes header_version header_message_type_reserved header_message_type_message_type header_message_id header_status_code header_sequence_number header_length session_initiate_master_type session_initiate_inactivity_close_timer token_passing_pdu_delimiter_address_type token_passing_pdu_delimiter_expansion_bytes token_passing_pdu_delimiter_physical_layer_type token_passing_pdu_delimiter_frame_type token_passing_pdu_address_v4 token_passing_pdu_address_v6 token_passing_pdu_command_number token_passing_pdu_byte_count token_passing_pdu_check_byte token_passing_pdu_contents_data_data token_passing_pdu_contents_response_response_code`,
  hart_ip_direct_pdu_command: `${connection} proto direct_pdu_command_data_data direct_pdu_command_command_number direct_pdu_command_byte_count direct_pdu_contents_response_response_code`,
  hart_ip_session_record: `${connection} proto session_log_record_client_i_pv4_address session_log_record_client_i_pv6_address session_log_record_client_port session_log_record_server_port`,
  hart_ip_common_commands: `${connection} proto`,
  hart_ip_universal_commands: `${connection} proto`,

  omron_fins_general: `ts ${id} proto tcp_header tcp_length tcp_command tcp_error_code client_node_address server_node_address icf_gateway icf_data_type icf_response_setting gateway_count destination_network_address destination_node_number destination_unit_address source_network_address source_node_number source_unit_address service_id command_code response_code`,
  omron_fins_detail: `ts ${id} command_code icf_data_type memory_area_code beginning_address number_of_items parameter_area_code beginning_word number_of_words last_word_bit response_code data year month date hour minute second day clock_time intelligent_id_no first_word read_length data_length num_of_link_nodes block_record_data_link_status block_record_num_of_link_nodes block_record_node_num block_record_cio_area_first_word block_record_kind_of_dm block_record_dm_area_first_word block_record_num_of_total_words program_no protect_code password`,
  omron_fins_error: `ts ${id} command_code icf_data_type response_code error_reset_fal_no beginning_record_no`,
  omron_fins_file: `ts ${id} command_code icf_data_type response_code disk_no beginning_file_position no_of_files volume_label`,
  omron_fins_network_status_read: `ts ${id} command_code icf_data_type response_code node_number`,
  omron_fins_data_link_status_read: `ts ${id} command_code icf_data_type response_code node_number`,

  opcua_binary: `${connection} msg_type is_final total_size error reason version rcv_buf_size snd_buf_size max_msg_size max_chunk_cnt endpoint_url sec_channel_id sec_policy_uri_len sec_policy_uri snd_cert_len snd_cert rcv_cert_len rcv_cert request_id req_msg_size req_seq_number req_encoding_mask req_namespace_idx req_identifier req_identifier_str req_hdr_node_id_type req_hdr_node_id_namespace_idx req_hdr_node_id_numeric req_hdr_node_id_string req_hdr_node_id_guid req_hdr_node_id_opaque req_hdr_timestamp req_hdr_request_handle req_hdr_return_diag req_hdr_audit_entry_id req_hdr_timeout_hint req_hdr_add_hdr_type_id req_hdr_add_hdr_enc_mask res_msg_size res_seq_number res_encoding_mask res_namespace_idx res_identifier res_identifier_str`,
  opcua_binary_activate_session: `${sided} client_algorithm client_signature ${prefixed('ext_obj_type_id')} ext_obj_type_id_str ext_obj_encoding ext_obj_policy_id ext_obj_user_name ext_obj_password`,
  opcua_binary_browse: `${sided} browse_service_type ${prefixed('browse_view_id')}`,
  opcua_binary_browse_description: `${sided} ${prefixed('browse_description')} browse_direction`,
  opcua_binary_create_monitored_items: `${sided} subscription_id timestamps_to_return timestamps_to_return_str`,
  opcua_binary_create_monitored_items_create_item: `${sided} ${prefixed('item_to_monitor_node_id')} item_to_monitor_attribute_id`,
  opcua_binary_read_nodes_to_read: `${sided} ${prefixed('node_id')} attribute_id attribute_id_str index_range data_encoding_name_idx data_encoding_name`,
  opcua_binary_write: `${sided} ${prefixed('node_id')} attribute_id attribute_id_str index_range data_value_encoding_mask`,
  opcua_binary_opensecure_channel: `${sided} client_proto_ver sec_token_request_type message_security_mode client_nonce`,

  profinet_io_cm: `${id} source_h source_p destination_h destination_p proto rpc_version packet_type reserved_for_impl_1 last_fragment fragment no_fragment_requested maybe idempotent broadcast reserved_for_impl_2 cancel_was_pending_at_call_end integer_encoding character_encoding floating_point_encoding serial_high object_uuid interface_uuid activity_uuid server_boot_time interface_vers_major interface_vers_minor sequence_num operation_num interface_hint activity_hint len_of_body fragment_num auth_protocol serial_low vers_fack window_size max_tsdu max_frag_size serial_number sel_ack_len array_of_sel_ack`,

  roc_plus: `${id} protocol packet_type destination_unit destination_group source_unit source_group opcode data_length lsb_crc msb_crc error_code error_offset`,
  roc_plus_login: `${id} operator_id password access_level logout_string session_key_string wrapped_session_key`,
  roc_plus_file_transfer: `${id} command open_options path filename`,
  roc_plus_single_point_parameters: `${id} point_type point_logic_number num_parameters start_parameter_num parameter_data`,
  roc_plus_store_and_forward: `${id} host_address host_group dest1_address dest1_group dest2_address dest2_group dest3_address dest3_group dest4_address dest4_group desired_opcode num_data_bytes opcode_data`,
};

/** What is known of the columns of a log without a header, from the left; logs of one family begin alike. */
export function cutLogFields(path: string): readonly string[] {
  const known = columns[path] ?? (path.startsWith('opcua_binary') ? sided : path.startsWith('roc_plus') ? id : '');
  return known.split(' ').filter((name) => name !== '');
}

function prefixed(prefix: string): string {
  return nodeId
    .split(' ')
    .map((part) => `${prefix}_${part}`)
    .join(' ');
}
