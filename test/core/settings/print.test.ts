import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { settingsFor } from '../../../server/src/core/settings/model';
import { DIALECTS, dialectsFor, type Printed } from '../../../server/src/core/settings/print/index';
import { ngDictionary } from '../../../server/src/core/settings/print/ng';
import { NEEDS, type NeedName } from '../../../server/src/core/settings/needs';

const CALLS = 'test/fixtures/gateway';
const NAMES = readdirSync(CALLS)
  .filter(name => /^bad-(?!turn).*\.txt$/.test(name))
  .map(name => name.replace('.txt', ''));

function printedOf(name: string): Printed {
  const analysis = analyse(readFileSync(`${CALLS}/${name}.txt`, 'utf8'));
  return { settings: settingsFor(analysis, analysis.calls[0]!) };
}

const text = (word: string, ...printed: readonly Printed[]): string => DIALECTS.find(one => one.word === word)!.print(printed);
/** The lines that are no comments. */
const plain = (config: string, comment: RegExp): string[] => config.split('\n').filter(line => line !== '' && !comment.test(line));

/** A call for which everything must change, with the worst that a trace can put into its verdict. */
const HOSTILE: Printed = {
  heading: 'Call 1, --> $var(x)"; exit;\n#!define \u202eX\r\n',
  settings: {
    verdict: '--><x>&amp; ";\u0000\nrtpengine_delete();\u2028--',
    directions: (['offer', 'answer'] as const).map(side => ({
      side,
      to: 'sip',
      changes: (Object.keys(NEEDS) as NeedName[]).map(need => ({ need, reasons: [{ rule: 'a/b', text: 'x -- y' }] })),
      asked: ['ICE=remove', '");exit;("', '$avp(s:x)', 'a\\b', 'direction=a', 'direction=b', '__proto__=x'],
    })),
  },
};

describe('the setting in the words of', () => {
  it('Kamailio and OpenSIPS: comments, and calls with one string', () => {
    for (const word of ['kamailio', 'opensips'] as const) {
      for (const printed of [...NAMES.map(printedOf), HOSTILE]) {
        for (const line of plain(text(word, printed), /^# /)) assert.match(line, /^rtpengine_(?:offer|answer)\("[\w./=:+@,;<> -]+"\);$/);
      }
    }
    assert.deepEqual(plain(text('kamailio', printedOf('bad-codec-opus-only')), /^#/), [
      'rtpengine_offer("codec-transcode-PCMU codec-transcode-PCMA");',
    ]);
    assert.deepEqual(plain(text('opensips', printedOf('bad-codec-opus-only')), /^#/), [
      'rtpengine_offer("transcode-PCMU transcode-PCMA");',
    ]);
    assert.match(text('opensips', HOSTILE), /in-iface=a out-iface=b/);
    assert.match(
      text('kamailio', printedOf('bad-dtls-on-sip-leg')),
      /^# {3}RTP\/AVP +DTLS-SRTP offered on the SIP leg \(srtp\/dtls-on-sip-leg\)$/m,
    );
  });

  it('RTPEngine’s ng protocol: a dictionary a command', () => {
    const [offer, answer] = JSON.parse(text('ng', printedOf('bad-plain-sip-offer-to-browser')));
    assert.deepEqual(offer.dictionary, {
      command: 'offer',
      replace: ['origin', 'session-connection'],
      ICE: 'force',
      'transport-protocol': 'UDP/TLS/RTP/SAVPF',
      SDES: ['off'],
      'rtcp-mux': ['offer'],
    });
    assert.equal(answer.dictionary.DTLS, 'off');
    assert.match(offer.why['ICE=force'], /\(ice\/no-credentials\)/);
    assert.deepEqual(
      ngDictionary(['codec-transcode-PCMU', 'codec-mask-opus', 'codec-transcode-PCMA', 'ptime=20', 'T.38=decode', 'generate-mid']),
      {
        codec: { transcode: ['PCMU', 'PCMA'], mask: ['opus'] },
        ptime: 20,
        'T.38': ['decode'],
        flags: ['generate-mid'],
      },
    );
    assert.equal(JSON.parse(text('ng', HOSTILE)).length, 2);
    assert.deepEqual(JSON.parse(text('ng', printedOf('good-wss'))), []);
  });

  it('Asterisk: an endpoint for each leg, with what webrtc= settles left to it', () => {
    assert.deepEqual(plain(text('asterisk', printedOf('bad-raw-browser-sdp-to-sip')), /^; /), [
      '[phone]',
      'type=endpoint',
      'direct_media=no',
      'ice_support=no',
      'webrtc=no',
      'rtcp_mux=no',
      '[browser]',
      'type=endpoint',
      'direct_media=no',
      'webrtc=yes',
    ]);
    assert.deepEqual(plain(text('asterisk', printedOf('bad-avpf-on-sip-leg')), /^; /), ['[phone]', 'type=endpoint', 'use_avpf=no']);
    const lines = plain(text('asterisk', HOSTILE), /^; /);
    for (const line of lines) assert.match(line, /^\[\w+\]$|^\w+=[\w!,<>-]+$/);
    assert.equal(lines.filter(line => line === '[system]').length, 1);
    const options = lines
      .slice(0, lines.indexOf('[system]'))
      .filter(line => line.includes('='))
      .map(line => line.replace(/=.*/, ''));
    assert.deepEqual(
      options.filter((option, index) => option !== 'type' && options.indexOf(option) !== index),
      [],
    );
  });

  it('FreeSWITCH: well-formed XML', () => {
    assert.deepEqual(plain(text('freeswitch', printedOf('bad-raw-browser-sdp-to-sip')), /^<!--/), [
      '<action application="set" data="bypass_media=false"/>',
      '<action application="export" data="nolocal:media_webrtc=false"/>',
      '<action application="export" data="nolocal:rtp_secure_media=forbidden"/>',
      '<action application="export" data="nolocal:rtcp_mux=false"/>',
    ]);
    const all = text('freeswitch', HOSTILE);
    for (const line of all.split('\n').filter(one => one !== '')) {
      const body = /^<!-- (.*) -->$/.exec(line)?.[1];
      if (body !== undefined) assert.ok(!body.includes('--') && !body.endsWith('-'), line);
      else
        assert.match(
          line,
          /^<(?:action application="(?:set|export)" data|param name="[\w-]+" value)="[^"<>&]*(?:&(?:lt|gt|amp|quot);[^"<>&]*)*"\/>$/,
        );
    }
    assert.match(all, /value="&lt;gateway-address&gt;"/);
  });

  it('each says that nothing must change, or that it has no word for it', () => {
    for (const { word, print } of DIALECTS) {
      if (word === 'ng') continue;
      assert.match(print([printedOf('good-wss')]), /: nothing must change/, word);
    }
    assert.match(
      text('kamailio', printedOf('bad-rtp-offered-to-srtp-only-phone')),
      /: nothing is found that a setting would cure\n# .*488/,
    );
    const late: Printed = { settings: { directions: [{ side: 'answer', to: 'sip', changes: [{ need: 'lateOffer', reasons: [] }] }] } };
    assert.match(text('kamailio', late), /cannot be cured by a setting here/);
    assert.match(text('freeswitch', late), /enable-3pcc/);
  });

  it('each names the verdict, on one line, and the call where there are several', () => {
    for (const { word, print } of DIALECTS) {
      const printed = print([{ ...printedOf('bad-dtls-on-sip-leg'), heading: 'Call 2, abc' }]);
      if (word !== 'ng') assert.match(printed, /The phone refused the call with 488/, word);
      assert.match(printed, /Call 2, abc/, word);
    }
    assert.equal(dialectsFor('freeswitch')[0]!.word, 'freeswitch');
  });
});
