import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { file, folder, REFUSED, refusedText, run } from './program';

const FIXTURES = path.join(path.dirname(REFUSED), '..');
const CAPTURE = path.join(FIXTURES, 'captures/bad-dtls-on-sip-leg.pcapng');
const HEALTHY = path.join(FIXTURES, 'gateway/good-wss.txt');
const BARE = path.join(FIXTURES, 'endpoints/aiortc-offer-audio.sdp');
const OFFER = /^rtpengine_offer\("(?:.* )?RTP\/AVP DTLS=off(?: .*)?"\);$/m;

describe('sip-trace settings', function () {
  this.timeout(60_000);

  it('prints what must change, of a text as of a capture', () => {
    for (const name of [REFUSED, CAPTURE]) {
      const { status, stdout, stderr } = run(['settings', '--gateway', 'kamailio', name]);
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, OFFER);
      assert.match(stdout, /\(srtp\/dtls-on-sip-leg\)/);
      assert.doesNotMatch(stdout, /Call 1|OpenSIPS|Asterisk/);
    }
  });

  it('prints every form of a gateway, and every gateway where none is named', () => {
    const of = (...args: string[]): string => run(['settings', ...args, REFUSED]).stdout;
    assert.match(of('--gateway', 'rtpengine'), /^# Kamailio[\s\S]*\n# OpenSIPS[\s\S]*\n\[\n {2}\{/);
    assert.doesNotMatch(of('--gateway', 'rtpengine'), /pjsip/);
    assert.match(of(), /^# Kamailio[\s\S]*\n; Asterisk[\s\S]*\n<!-- FreeSWITCH/);
    assert.equal(JSON.parse(of('--gateway', 'ng'))[0].dictionary['transport-protocol'], 'RTP/AVP');
  });

  it('takes the gateway of .siptrace.json', () => {
    const made = folder({ 'call.sip': refusedText(), '.siptrace.json': '{"gateway":"asterisk"}' });
    const { stdout } = run(['settings', path.join(made, 'call.sip')]);
    assert.match(stdout, /^; Asterisk/);
    assert.match(stdout, /^webrtc=no$/m);
    assert.doesNotMatch(stdout, /Kamailio|FreeSWITCH/);
  });

  it('says so where nothing must change', () => {
    const { status, stdout } = run(['settings', '--gateway', 'freeswitch', HEALTHY]);
    assert.equal(status, 0);
    assert.equal(stdout, '<!-- FreeSWITCH: nothing must change -->\n');
  });

  it('finds a call by its number or its Call-ID, and heads each where there are several', () => {
    const two = file(`${readFileSync(HEALTHY, 'utf8')}\n${refusedText()}`);
    const id = /^INVITE [\s\S]*?\nCall-ID: *(\S+)/im.exec(refusedText())![1]!;
    const of = (...args: string[]): string => run(['settings', '--gateway', 'kamailio', ...args, two]).stdout;
    const all = of();
    assert.match(all, OFFER);
    const number = /^# Call (\d), /m.exec(all)![1]!;
    assert.ok(all.includes(id));
    for (const call of [id, number]) assert.equal(of('--call', call), all);
    assert.match(of('--call', String(3 - Number(number))), /nothing must change/);
  });

  it('asks for the leg of SDP without SIP', () => {
    const refused = run(['settings', BARE]);
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /SDP without SIP.*--leg sip or --leg webrtc/);
    assert.match(run(['settings', '--gateway', 'opensips', '--leg', 'sip', BARE]).stdout, OFFER);
    assert.match(run(['settings', '--gateway', 'opensips', '--leg', 'webrtc', BARE]).stdout, /nothing must change/);
  });

  it('refuses what it cannot do, in a line', () => {
    const refusals: [string[], RegExp][] = [
      [['--leg', 'sip', REFUSED], /--leg is for SDP without SIP/],
      [['--call', '7', REFUSED], /there is no call 7; the last one is 1/],
      [['--call', '7', CAPTURE], /there is no call 7; the last one is 1/],
      [['--call', 'nobody', REFUSED], /no call with the Call-ID nobody/],
      [['--gateway', 'janus', REFUSED], /--gateway janus: not known/],
      [[file('hello\n', 'note.txt')], /not a trace/],
      [['nowhere.sip'], /no such file/],
    ];
    for (const [args, wanted] of refusals) {
      const { status, stdout, stderr } = run(['settings', ...args]);
      assert.deepEqual([status, stdout], [2, ''], args.join(' '));
      assert.match(stderr, wanted);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
  });
});
