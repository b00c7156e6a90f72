"""The modules that the product uses. Found by leaving out everything that is not needed."""

from __future__ import annotations

from typing import Final

MODULES: Final = (
    # sound: a-law files, a-law on the wire, signed linear for recordings only
    "codec_alaw.so",
    "format_pcm.so",
    "format_sln.so",
    "res_timing_timerfd.so",
    "res_musiconhold.so",
    "res_rtp_asterisk.so",
    # bridges
    "bridge_simple.so",
    "bridge_native_rtp.so",
    "bridge_holding.so",
    "bridge_softmix.so",
    "bridge_builtin_features.so",
    # SIP
    "res_sorcery_config.so",
    "res_sorcery_memory.so",
    "res_sorcery_astdb.so",
    "res_pjproject.so",
    "res_pjsip.so",
    "res_pjsip_session.so",
    "res_pjsip_endpoint_identifier_user.so",
    "res_pjsip_endpoint_identifier_ip.so",
    "res_pjsip_authenticator_digest.so",
    "res_pjsip_registrar.so",
    "res_pjsip_nat.so",
    "res_pjsip_sdp_rtp.so",
    "res_pjsip_caller_id.so",
    "res_pjsip_rfc3326.so",
    "res_pjsip_dtmf_info.so",
    "res_pjsip_acl.so",
    "res_pjsip_pubsub.so",  # chan_pjsip refers to it
    "res_pjsip_refer.so",
    "res_pjsip_outbound_authenticator_digest.so",
    "res_pjsip_outbound_registration.so",
    "chan_pjsip.so",
    # dialplan
    "pbx_config.so",
    "app_stack.so",
    "app_exec.so",
    "app_dial.so",
    "app_queue.so",
    "app_playback.so",
    "app_playtones.so",
    "app_read.so",
    "app_record.so",
    "app_originate.so",
    "app_bridgeaddchan.so",
    "app_softhangup.so",
    "app_senddtmf.so",  # AMI's PlayDTMF
    "app_mixmonitor.so",
    "app_chanspy.so",
    "app_userevent.so",
    "app_celgenuserevent.so",
    "res_speech.so",  # res_agi refers to it
    "res_agi.so",
    "func_callerid.so",
    "func_channel.so",
    "func_cut.so",
    "func_devstate.so",
    "func_env.so",
    "func_global.so",
    "func_groupcount.so",
    "func_hangupcause.so",
    "func_logic.so",
    "func_pjsip_aor.so",
    "func_pjsip_contact.so",
    "func_rand.so",
    "func_strings.so",
    "func_timeout.so",
    # what is told to others
    "res_manager_devicestate.so",
    "res_cdrel_custom.so",
    "cel_custom.so",
    "res_clioriginate.so",
)
TLS_MODULES: Final = ("res_srtp.so",)
"""Beside them where SIP over TLS is on."""
