import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { hoverAt } from '../../../server/src/core/features/hover';
import { AGENT_KINDS, AGENTS, agentOf } from '../../../server/src/core/sip/agents';
import { HEADERS } from '../../../server/src/core/sip/headerTable';
import { OPTION_TAGS } from '../../../server/src/core/sip/optionTags';
import { headerParts } from '../../../server/src/core/sip/values/parts';
import { WARNINGS } from '../../../server/src/core/sip/warnings';

interface Shown {
  readonly shown: string;
  readonly markdown: string;
  readonly first: string;
}

/** The hover over a place of a header line. */
function over(line: string, at: string, start = 'INVITE sip:bob@example.com SIP/2.0'): Shown {
  const text = `${start}\n${line}\nCSeq: 1 INVITE\n\n`;
  const offset = text.indexOf(line) + line.indexOf(at);
  assert.ok(line.includes(at), at);
  const hover = hoverAt(analyse(text), offset);
  assert.ok(hover, `no hover over ${at} in ${line}`);
  return { shown: text.slice(hover.span.start, hover.span.end), markdown: hover.markdown, first: hover.markdown.split('\n')[0]! };
}

describe('parts of a header', () => {
  const told = (raw: string): string[] => headerParts(raw, 0).map(({ kind, name, value }) => `${kind} ${name}=${value}`);

  it('are words, quoted text, URIs and the parameters of both', () => {
    assert.deepEqual(told('"A, \\"B\\"" <sip:a;x=1@[2001:db8::1]:5060;transport=ws;ob?Replaces=1%3B2>;expires=60, <tel:+1>'), [
      'quoted =A, \\"B\\"',
      'uri =sip:a;x=1@[2001:db8::1]:5060',
      'uri-parameter transport=ws',
      'uri-parameter ob=',
      'uri-parameter replaces=1%3B2',
      'parameter expires=60',
      'uri =tel:+1',
    ]);
    assert.deepEqual(told('Digest realm="a b", nonce="1==", stale=true'), [
      'word =Digest',
      'parameter realm=a b',
      'parameter nonce=1==',
      'parameter stale=true',
    ]);
    assert.deepEqual(told('SIP/2.0/UDP h:5060;branch=z;rport'), [
      'word =SIP/2.0/UDP',
      'word =h:5060',
      'parameter branch=z',
      'parameter rport=',
    ]);
    assert.deepEqual(told('sip:a@b;tag=1'), ['uri =sip:a@b', 'parameter tag=1']);
  });

  it('lie in the value, in their order, whatever stands there', () => {
    for (const raw of ['<', '>', '"', '"\\', ';;,,', '=', 'a="', '<sip:', 'a=<', '<<>>', ';"x";', 'a\n b;c\n =d', '\u0000', '<sip:@;?&>']) {
      let last = 0;
      for (const { span } of headerParts(raw, 0)) {
        assert.ok(span.start >= last && span.end > span.start && span.end <= raw.length, JSON.stringify(raw));
        last = span.end;
      }
    }
    assert.deepEqual(headerParts('x'.repeat(5000), 0), []);
  });
});

describe('hover over a header', () => {
  it('has its parameters in lower case, each explained in a phrase', () => {
    for (const { name, parameters } of HEADERS) {
      for (const [parameter, words] of Object.entries(parameters ?? {})) {
        assert.equal(parameter, parameter.toLowerCase(), name);
        assert.match(words, /^[^.]{5,140}$/, `${name} ${parameter}`);
      }
    }
  });

  it('tells a NAT by Via, and whose leg it is', () => {
    const nat = over('Via: SIP/2.0/UDP 192.168.1.5:5060;branch=z9hG4bK1;received=203.0.113.7;rport=40123', 'Via').markdown;
    assert.match(nat, /Says `192\.168\.1\.5`, came from `203\.0\.113\.7:40123`: there is a NAT in between\./);
    assert.match(nat, /Leg: topmost Via is UDP\./);
    assert.match(nat, /Asterisk `force_rport=yes` · FreeSWITCH `NDLB-force-rport=true` · Kamailio `force_rport\(\)`/);
    assert.match(
      over('Via: SIP/2.0/UDP 192.168.1.5;received=203.0.113.7', 'Via').markdown,
      /without `rport` the response goes to the port/,
    );
    assert.match(over('Via: SIP/2.0/UDP 192.0.2.5;received=192.0.2.5;rport=5060', 'Via').markdown, /no NAT in between/);
    assert.match(
      over('Via: SIP/2.0/UDP sip.example.com;received=192.0.2.5', 'Via').markdown,
      /Named `sip\.example\.com`, came from `192\.0\.2\.5`\./,
    );
    assert.match(over('Via: SIP/2.0/UDP 192.0.2.5;rport', 'Via').markdown, /Asks with `rport`/);
    const web = over('Via: SIP/2.0/WSS x1.invalid;branch=z9hG4bK1', 'Via').markdown;
    assert.match(web, /WebSocket over TLS: the browser’s leg/);
    assert.match(web, /`x1\.invalid` is no real address/);
    assert.match(over('Via: broken', 'Via').markdown, /Malformed/);
    const below = over('Via: SIP/2.0/UDP 192.0.2.1\nVia: SIP/2.0/WS x.invalid', 'Via: SIP/2.0/WS').markdown;
    assert.match(below, /Number 2 of 2 from the top: a hop that the request took before/);
  });

  it('explains the parts of Via', () => {
    const line = 'Via: SIP/2.0/TLS 10.0.0.5:5061;branch=z9hG4bKa;rport;received=192.0.2.9;x=1';
    assert.equal(over(line, 'branch').shown, 'branch=z9hG4bKa');
    assert.match(over(line, 'branch').first, /`z9hG4bK` says that it is unique/);
    assert.match(over(line.replace('z9hG4bK', ''), 'branch').first, /older than RFC 3261/);
    assert.match(over(line, 'rport').first, /asks that the response goes back/);
    assert.match(over(line, '10.0').first, /`10\.0\.0\.5:5061` = private/);
    assert.match(over(line, 'TLS').first, /TLS over TCP/);
    assert.match(over(line, 'received').first, /really came from/);
    assert.ok(over(line, 'x=1').first.startsWith('**Via: '), 'a parameter of nobody is not explained');
  });

  it('reads a Contact', () => {
    const line = 'Contact: <sip:a@x1.invalid;transport=ws;ob>;reg-id=1;+sip.instance="<urn:uuid:1>";expires=0';
    assert.match(over(line, 'Con').markdown, /a browser does not know its own[^\n]*\n- Later requests come back over the connection/);
    assert.match(over(line, 'ob>').first, /the connection that the client opened/);
    assert.match(over(line, 'transport').first, /WebSocket/);
    assert.match(over(line, 'expires').first, /removes this registration/);
    assert.match(over(line, 'urn:uuid').first, /identity of the device/);
    assert.match(over('Contact: <sip:a@10.0.0.1>', 'Con').markdown, /`10\.0\.0\.1`: private/);
    assert.match(over('Contact: *', 'Con').markdown, /every registration of this user/);
    assert.match(over('Contact: <sip:a@example.com;gr=urn:uuid:1>', 'Con').markdown, /names one device/);
    assert.match(over('m: <sip:a@192.0.2.1>', 'm').markdown, /^\*\*Contact: .*\n\n`m` is its compact form\./);
  });

  it('sees the pair of routes of a proxy between WebSocket and UDP', () => {
    const text = over('Record-Route: <sip:192.0.2.1;transport=ws;r2=on;lr>, <sip:10.0.0.1;r2=on;lr>', 'Rec').markdown;
    assert.match(text, /`192\.0\.2\.1`, the side toward the browser, one half of a pair/);
    assert.match(text, /`10\.0\.0\.1`, one half of a pair \(`r2`\), private/);
  });

  it('decodes causes by their protocol', () => {
    assert.match(over('Reason: Q.850;cause=88;text="x"', 'Rea').markdown, /`Q\.850 88`: .*no common codec.*in their words `x`/);
    assert.match(over('Reason: SIP;cause=486', 'cause').first, /`cause=486` = Busy Here/);
    assert.match(over('Reason: Q.850;cause=16', 'cause').first, /normal end of the call/);
    assert.match(over('Reason: SIP;cause=200, Q.850;cause=26', 'Rea').markdown, /`SIP 200`: OK\n- `Q\.850 26`: another device/);
    assert.match(over('X-Asterisk-HangupCauseCode: 58', 'X').markdown, /`58`: this kind of call is not available now/);
  });

  it('decodes every Warning', () => {
    for (const [code, words] of Object.entries(WARNINGS)) {
      const line = `Warning: ${code} gw.example.com "text"`;
      assert.ok(over(line, 'War').markdown.includes(`- \`${code}\`: ${words}`), code);
      assert.ok(over(line, code).first.includes(words), code);
    }
    assert.match(over('Warning: 305 gw "a", 399 gw "b"', '"b"').first, /in the words of who wrote it/);
    assert.match(over('Warning: 666 gw "a"', '666').first, /not a registered code/);
  });

  it('explains every option tag, with its own RFC', () => {
    for (const [tag, { title, reference }] of Object.entries(OPTION_TAGS)) {
      for (const name of ['Supported', 'Require', 'Proxy-Require', 'Unsupported']) {
        const found = over(`${name}: ${tag}`, tag);
        assert.equal(found.first, `**\`${tag}\` = ${title}**`);
        assert.ok(found.markdown.includes(`RFC ${reference.rfc}`));
      }
    }
    assert.match(over('k: foo', 'foo').first, /not a registered extension/);
  });

  it('says what a side cannot do by its Allow', () => {
    const text = over('Allow: INVITE, ACK\nAllow: BYE, UPDATE', 'Allow').markdown;
    assert.match(text, /Without `PRACK`: reliable ringing/);
    assert.ok(!text.includes('Without `UPDATE`'), 'the list goes on in another header');
    assert.match(over('Allow: FOO', 'FOO').first, /not a registered method/);
  });

  it('recognises every program by what it writes', () => {
    for (const one of AGENTS) {
      assert.equal(agentOf(one.example), one, one.example);
      assert.ok(over(`User-Agent: ${one.example}`, 'User').markdown.includes(`- ${one.name}: ${AGENT_KINDS[one.kind]}.`), one.name);
    }
    for (const other of ['Mozilla/5.0', 'reproduction', 'Policy', 'Zebra 1', '', 'RTPengine'])
      assert.equal(agentOf(other), undefined, other);
  });

  it('knows what a program’s name shows of the hop, and what it does not', () => {
    const call = readFileSync('test/fixtures/calls/good-offer-webrtc-to-sip/text/sngrep.txt', 'utf8');
    const analysis = analyse(call);
    const at = (needle: string, from: number): string => hoverAt(analysis, call.indexOf(needle, from))!.markdown;
    const onPhone = call.indexOf('INVITE sip:200', call.indexOf('INVITE sip:200') + 20);
    assert.match(
      at('User-Agent: JsSIP', onPhone),
      /JsSIP[^\n]*\n[^\n]*\n- Seen on a SIP leg: a proxy passed the browser’s message on\. [^\n]*Via is UDP/,
    );
    assert.match(at('Server: kamailio', 0), /Kamailio made this response itself/);
    assert.match(over('User-Agent: x', 'User').markdown, /Not a program that is known here/);
  });

  it('reads passwords’ headers without showing the hash', () => {
    const line = 'Authorization: Digest username="a", realm="r", uri="sip:x", response="0123abcd", algorithm=SHA-256, qop=auth-int';
    assert.match(over(line, 'Auth').markdown, /User `a` of the realm `r`\.\n- Made for `sip:x`\./);
    assert.ok(!over(line, 'response').markdown.includes('0123'));
    assert.match(over(line, 'algorithm').first, /older phones and libraries know only MD5/);
    assert.match(over(line, 'qop').first, /a gateway that changes the SDP breaks it/);
    const challenge = 'WWW-Authenticate: Digest realm="r",nonce="1",stale=true';
    assert.match(over(challenge, 'WWW').markdown, /For the realm `r`\.\n- Hash: MD5.*\n- `stale=true`: only the nonce was too old/);
    assert.match(over('Proxy-Authenticate: Digest realm="r",stale=false', 'stale').first, /password or user name was wrong/);
  });

  it('reads numbers as times, hops and bytes', () => {
    assert.match(
      over('Session-Expires: 1800;refresher=uas', 'Ses').markdown,
      /1800 seconds \(30 minutes\); refreshed every 900 seconds by the side that got/,
    );
    assert.match(over('x: 90', 'x').markdown, /^\*\*Session-Expires/);
    assert.match(over('Retry-After: 7200 (later)', 'Ret').markdown, /7200 seconds \(2 hours\)/);
    assert.match(over('Max-Forwards: 67', 'Max').markdown, /passed 3 hops/);
    assert.match(over('Max-Forwards: 0', 'Max').markdown, /answers 483/);
    assert.match(over('RAck: 7 1 INVITE', '7').first, /RSeq of the response/);
    assert.match(over('Content-Length: 5', 'Con').markdown, /has `0` bytes/);
    const body = 'INVITE sip:a@b SIP/2.0\nl: 16\n\nv=0\ns=é\na=x\n';
    assert.match(hoverAt(analyse(body), body.indexOf('l:'))!.markdown, /The body here has `16` bytes: right\./);
    assert.match(over('P-RTP-Stat: PS=300,OS=48000,PR=0,OR=0', 'P-').markdown, /one-way audio/);
    assert.match(over('Expires: 0', 'Exp', 'REGISTER sip:example.com SIP/2.0').markdown, /0 seconds|registration is removed/);
  });

  it('tells an attended transfer from a blind one', () => {
    const attended = 'Refer-To: <sip:c@example.com?Replaces=1%3Bto-tag%3D2>';
    assert.match(over(attended, 'Ref').markdown, /an attended transfer/);
    assert.match(over(attended, 'Replaces').first, /the call to be taken over/);
    assert.match(over('r: <sip:c@example.com>', 'r').markdown, /a blind transfer/);
  });

  it('has a word on headers of nobody, and on none of their parts', () => {
    const found = over('X-Foo: a;b=c', 'b=c');
    assert.equal(found.shown, 'X-Foo: a;b=c');
    assert.match(found.first, /^\*\*`X-Foo`: not a registered header\*\*$/);
  });
});

describe('hover over media that is not RTP', () => {
  const media = (line: string, part: string): string => {
    const text = `INVITE sip:a@192.0.2.2 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\nCall-ID: 1\nCSeq: 1 INVITE\nContent-Type: application/sdp\n\nv=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\n${line}\n`;
    return hoverAt(analyse(text), text.indexOf(line) + line.indexOf(part))!.markdown;
  };

  it('does not speak of RTP profiles and payload types', () => {
    for (const line of ['m=image 4000 udptl t38', 'm=message 2855 TCP/MSRP *', 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel'])
      for (const part of ['m=', line.split(' ')[2]!, line.split(' ')[3]!])
        assert.ok(!/RTP\/S?AVP|payload type/.test(media(line, part)), `${part} in ${line}`);
    assert.match(media('m=image 4000 udptl t38', 'm='), /the fax goes on as sound.*`t38_udptl=yes`/s);
    assert.match(media('m=audio 4000 RTP/AVP 0', 'm='), /want `RTP\/AVP`/);
  });
});
