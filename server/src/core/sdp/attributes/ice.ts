import type { SdpFact } from '../fact';
import type { GatewaySettings } from '../../sip/fact';

const WITH_ICE: GatewaySettings = {
  rtpengine: ['ICE=force'],
  asterisk: ['webrtc=yes', 'ice_support=yes'],
  freeswitch: ['media_webrtc=true'],
};
const WITHOUT_ICE: GatewaySettings = { rtpengine: ['ICE=remove'], asterisk: ['ice_support=no'], freeswitch: ['ignore_sdp_ice=true'] };

const NEEDED = { text: 'A browser refuses a description without ICE.', settings: WITH_ICE };
const NOT_NEEDED = { text: 'A plain phone ignores ICE, so this is noise here; a secure trunk may use it.', settings: WITHOUT_ICE };

/** Attributes of ICE: how the two sides find a path for the media. */
export const ICE: readonly SdpFact[] = [
  {
    name: 'candidate',
    example: 'a=candidate:1 1 udp 2130706431 192.0.2.1 49170 typ host',
    title: 'ICE candidate, an address at which media may be received',
    explanation: 'Both sides try all pairs of candidates by STUN checks and take the best that works.',
    reference: { rfc: 8839, section: '5.1' },
    browser: {
      text: 'The gateway needs one that the browser can reach; the browser’s own are often private or `.local` and work all the same when it can reach the gateway.',
      settings: {
        rtpengine: ['ICE=force'],
        asterisk: ['ice_support=yes', 'external_media_address'],
        freeswitch: ['apply-candidate-acl', 'ext-rtp-ip'],
      },
    },
    sip: NOT_NEEDED,
    parts: {
      foundation: 'foundation: the same for candidates of one type, base address, server and protocol',
      component: 'component: 1 is RTP, 2 is RTCP',
      transport: 'transport of the candidate',
      priority: 'priority: the higher is tried first',
      ip: 'address of the candidate',
      port: 'port of the candidate',
      type: 'type of the candidate',
      raddr: 'related address: where this candidate was seen from',
      rport: 'related port',
      tcptype: 'who connects',
      generation: 'generation: counts ICE restarts; of libwebrtc, ignored by others',
      'network-id': 'number of the network interface; of libwebrtc, ignored by others',
      'network-cost': 'cost of the network, 0 to 999: mobile is dearer; of libwebrtc, ignored by others',
      ufrag: 'ice-ufrag to which the candidate belongs',
    },
  },
  {
    name: 'ice-ufrag',
    example: 'a=ice-ufrag:F7gI',
    title: 'ICE user name, first half',
    explanation: '4 to 256 characters. A STUN check names both sides’ ufrags. A new pair of ufrag and pwd is an ICE restart.',
    reference: { rfc: 8839, section: '5.4' },
    browser: NEEDED,
    sip: NOT_NEEDED,
    parts: { iceUfrag: 'user name of the STUN checks' },
  },
  {
    name: 'ice-pwd',
    example: 'a=ice-pwd:x9cml/YzichV2+XlhiMu8g',
    title: 'ICE password',
    explanation: '22 to 256 characters. It signs the STUN checks that are sent to this side.',
    reference: { rfc: 8839, section: '5.4' },
    browser: NEEDED,
    sip: NOT_NEEDED,
    parts: { icePwd: 'password of the STUN checks' },
  },
  {
    name: 'ice-options',
    example: 'a=ice-options:trickle ice2',
    title: 'ICE options',
    explanation: '`trickle`: candidates may follow later. `ice2`: RFC 8445, without aggressive nomination. `renomination`: of libwebrtc.',
    reference: { rfc: 8839, section: '5.6' },
    sip: { text: 'A phone does not take candidates that follow later.', settings: WITHOUT_ICE },
    settings: { rtpengine: ['trickle-ICE'] },
    parts: { option: 'an ICE option' },
  },
  {
    name: 'ice-lite',
    example: 'a=ice-lite',
    title: 'this side only answers STUN checks',
    explanation: 'Right for a gateway with a public address. The other side then checks and decides. When both are lite, nobody checks.',
    reference: { rfc: 8839, section: '5.3' },
    settings: { rtpengine: ['ICE-lite=off'], freeswitch: ['ice_lite=false'] },
  },
  {
    name: 'ice-mismatch',
    example: 'a=ice-mismatch',
    title: 'ICE is not used: the default address is no candidate',
    explanation: 'Something on the way, an ALG or a session border controller, changed c= or the port and left the candidates alone.',
    reference: { rfc: 8839, section: '5.3' },
  },
  {
    name: 'ice-pacing',
    example: 'a=ice-pacing:50',
    title: 'milliseconds between STUN checks',
    explanation: 'The larger value of both sides holds; 50 is the default.',
    reference: { rfc: 8839, section: '5.5' },
  },
  {
    name: 'remote-candidates',
    example: 'a=remote-candidates:1 192.0.2.2 54400',
    title: 'the other side’s candidates that were chosen',
    explanation: 'In a later offer of the controlling side: component, address and port.',
    reference: { rfc: 8839, section: '5.2' },
    parts: {
      component: 'component: 1 is RTP, 2 is RTCP',
      address: 'address of the chosen remote candidate',
      port: 'port of the chosen remote candidate',
    },
  },
  {
    name: 'end-of-candidates',
    example: 'a=end-of-candidates',
    title: 'no more candidates will follow',
    explanation: 'Without it a side that trickles may send more candidates later.',
    reference: { rfc: 8840 },
    sip: NOT_NEEDED,
  },
];
