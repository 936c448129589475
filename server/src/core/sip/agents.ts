/** What kind of program writes a User-Agent or Server header. */
export type AgentKind = 'library' | 'b2bua' | 'proxy' | 'softphone' | 'phone' | 'trunk' | 'tester' | 'scanner';

/** A program that names itself in User-Agent or Server. */
export interface Agent {
  readonly name: string;
  readonly kind: AgentKind;
  /** Finds it in the header’s value. */
  readonly pattern: RegExp;
  /** A value that it writes; a test reads it. */
  readonly example: string;
  /** What is to be known of it where a call through a WebRTC gateway fails. */
  readonly about?: string;
}

const agent = (name: string, kind: AgentKind, pattern: RegExp, example: string, about?: string): Agent => ({
  name,
  kind,
  pattern,
  example,
  about,
});

/** The kinds in words. */
export const AGENT_KINDS: Readonly<Record<AgentKind, string>> = {
  library: 'a library in a web page or app: the browser’s WebRTC makes the SDP',
  b2bua: 'a back-to-back user agent: it ends the call on one side and makes another on the other, with its own Call-ID and SDP',
  proxy: 'a proxy: it passes messages on, and media only with a relay such as RTPEngine, which writes no SIP and never shows here',
  softphone: 'a softphone',
  phone: 'a desk phone or adapter',
  trunk: 'a provider or trunk',
  tester: 'a test program',
  scanner: 'a scanner that looks for open gateways: no call of yours',
};

/** The programs that are recognised; the first that fits counts. */
export const AGENTS: readonly Agent[] = [
  agent(
    'JsSIP',
    'library',
    /\bJsSIP\b/i,
    'JsSIP 3.10.1',
    'It sends the offer when ICE has gathered, so a STUN server that does not answer delays the call.',
  ),
  agent(
    'SIP.js',
    'library',
    /\bSIP\.js\b/i,
    'SIP.js/0.21.2',
    'It sends the offer when ICE has gathered, or after a limit that the page sets.',
  ),
  agent('sipML5', 'library', /\bsipML5\b/i, 'IM-client/OMA1.0 sipML5-v1.2016.03.04'),
  agent('dart-sip-ua', 'library', /dart[-_ ]sip[-_ ]ua/i, 'dart-sip-ua v0.2.2'),
  agent('FreePBX', 'b2bua', /^FPBX\b/, 'FPBX-16.0.40(18.9.0)', 'Asterisk does the work: the number in brackets is its version.'),
  agent(
    'Asterisk',
    'b2bua',
    /\bAsterisk\b/i,
    'Asterisk PBX 20.5.0',
    'A browser needs an endpoint with `webrtc=yes`, a phone one without it.',
  ),
  agent(
    'FreeSWITCH',
    'b2bua',
    /\bFreeSWITCH\b/i,
    'FreeSWITCH-mod_sofia/1.10.11-release~64bit',
    'A call that it places to a browser needs `media_webrtc=true`.',
  ),
  agent(
    'Janus',
    'b2bua',
    /\bJanus\b/i,
    'Janus WebRTC Server SIP Plugin 0.0.9',
    'The browser speaks Janus’s own JSON, not SIP: what is seen here is the SIP leg.',
  ),
  agent('drachtio', 'b2bua', /\bdrachtio\b/i, 'drachtio 0.8.25', 'The media is done by FreeSWITCH or RTPEngine behind it.'),
  agent('Kamailio', 'proxy', /\bkamailio\b/i, 'kamailio (5.6.3 (x86_64/linux))'),
  agent('OpenSIPS', 'proxy', /\bOpenSIPS\b/i, 'OpenSIPS (3.4.5 (x86_64/linux))'),
  agent('SER', 'proxy', /\bSip EXpress router\b/i, 'Sip EXpress router (2.0.0 (x86_64/linux))', 'The ancestor of Kamailio and OpenSIPS.'),
  agent('repro', 'proxy', /\brepro\b/, 'repro 1.12.0'),
  agent('Yate', 'b2bua', /^YATE\b/i, 'YATE/6.4.0'),
  agent('3CX', 'b2bua', /\b3CX/i, '3CXPhoneSystem 18.0.9.23'),
  agent(
    'Cisco CUBE or gateway',
    'b2bua',
    /\bCisco-SIPGateway\b/i,
    'Cisco-SIPGateway/IOS-17.9.4',
    'Attributes of the SDP that it does not know get lost in it.',
  ),
  agent('Cisco CUCM', 'b2bua', /\bCisco-CUCM/i, 'Cisco-CUCM14.0'),
  agent('AudioCodes', 'b2bua', /\baudiocodes\b|\bMediant\b/i, 'Audiocodes-Sip-Gateway-Mediant VE SBC/v.7.40A'),
  agent('Ribbon', 'b2bua', /\bribbon\b|\bsonus\b|\bgenband\b/i, 'Ribbon SBC', 'Formerly Sonus and GENBAND.'),
  agent(
    'Microsoft Teams',
    'trunk',
    /\bMicrosoft\.PSTNHub\b/i,
    'Microsoft.PSTNHub.SIPProxy v.2024.1',
    'A secure trunk: it wants TLS and SRTP, and with media bypass ICE.',
  ),
  agent('Twilio', 'trunk', /\bTwilio\b/i, 'Twilio Gateway'),
  agent('Telnyx', 'trunk', /\bTelnyx\b/i, 'Telnyx SIP Proxy'),
  agent(
    'baresip',
    'softphone',
    /\bbaresip\b/i,
    'baresip v3.14.0 (x86_64/Linux)',
    'It speaks ICE, SDES or DTLS only where the account asks for it (`medianat`, `mediaenc`).',
  ),
  agent(
    'Linphone',
    'softphone',
    /\bLinphone|\bbelle-sip\b/i,
    'LinphoneAndroid/5.1.0 (belle-sip/5.3.0)',
    'Encryption and ICE are settings of the user.',
  ),
  agent(
    'PJSUA',
    'softphone',
    /\bPJSUA\b|\bPJSIP\b/i,
    'PJSUA v2.14 Linux-6.1/x86_64',
    'A profile that it was not built for is refused with 488.',
  ),
  agent('MicroSIP', 'softphone', /\bMicroSIP\b/i, 'MicroSIP/3.21.3', 'PJSIP is inside.'),
  agent('Zoiper', 'softphone', /^Z \d|\bZoiper\b/i, 'Z 5.6.1 v2.10.19'),
  agent('Bria or X-Lite', 'softphone', /\bX-Lite\b|\bBria\b|\beyeBeam\b/i, 'X-Lite release 5.8.3'),
  agent('Jitsi', 'softphone', /\bJi(?:tsi|gasi)/i, 'Jitsi2.10.5550'),
  agent('Windows RTC', 'softphone', /\bWindows RTC\b/, 'Windows RTC/5.0', 'A client of 2001; nothing to do with WebRTC.'),
  agent('Cisco phone', 'phone', /\bCisco-(?:CP|SIP-?IP-?Phone)|\bCisco\/SPA|\bCSCO\b/i, 'Cisco-CP8861/14.2.1'),
  agent('Yealink', 'phone', /\bYealink\b/i, 'Yealink SIP-T46S 66.86.0.15'),
  agent('Poly', 'phone', /\bPoly(?:com)?\b|\bPolycom[A-Z]/i, 'PolycomVVX-VVX_411-UA/6.4.3'),
  agent('Snom', 'phone', /\bsnom/i, 'snomD785/10.1.159.12'),
  agent('Grandstream', 'phone', /\bGrandstream\b/i, 'Grandstream GXP2170 1.0.11.79'),
  agent('Fanvil', 'phone', /\bFanvil\b/i, 'Fanvil X6U 2.4.12'),
  agent('Mitel', 'phone', /\bMitel\b|\bAastra\b/i, 'Mitel 6869i/5.1.0'),
  agent('Avaya', 'phone', /\bAvaya\b/i, 'Avaya one-X Deskphone'),
  agent('Digium', 'phone', /\bDigium\b/i, 'Digium D65 2_9_4'),
  agent('FRITZ!Box', 'phone', /\bFRITZ!|\bAVM\b/, 'FRITZ!OS'),
  agent('SIPp', 'tester', /\bSIPp\b/i, 'SIPp'),
  agent('sipsak', 'tester', /\bsipsak\b/i, 'sipsak 0.9.8'),
  agent('a scanner', 'scanner', /\bfriendly-scanner\b|\bsipvicious\b|\bsundayddr\b|\bpplsip\b|\bsip-scan\b/i, 'friendly-scanner'),
];

/** The program that a User-Agent or Server header names; undefined where it is not known. */
export const agentOf = (value: string): Agent | undefined => {
  const start = value.slice(0, 200);
  return AGENTS.find(one => one.pattern.test(start));
};
