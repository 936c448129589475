import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { base64Octets, type Crypto, cryptosIn, sameSuite, showsKey, suiteOf } from '../../../server/src/core/sdp/crypto';
import { readSdp } from '../../../server/src/core/sdp/description';
import { hashOctets, hexOctets, readFingerprint } from '../../../server/src/core/sdp/fingerprint';
import { looksRedacted } from '../../../server/src/core/sdp/redacted';

const KEY = 'd0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj';

function readIn(line: string): { text: string; crypto: Crypto } {
  const text = `v=0\nm=audio 49170 RTP/SAVP 0\n${line}\n`;
  return { text, crypto: cryptosIn(readSdp(text, { start: 0, end: text.length }).media[0]!)[0]! };
}

describe('a=crypto', () => {
  it('is read into its parts, each where it stands', () => {
    const { text, crypto } = readIn(`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}|2^20|1:4;inline:${KEY}|2:4 KDR=1 WSH=128`);
    const named = (tokens: Crypto['keys']): string[] => tokens.map(token => token.text);
    assert.equal(crypto.tag?.text, '1');
    assert.equal(crypto.suite?.text, 'AES_CM_128_HMAC_SHA1_80');
    assert.deepEqual(named(crypto.keys), [`inline:${KEY}`, `inline:${KEY}`]);
    assert.deepEqual(named(crypto.parameters), ['KDR=1', 'WSH=128']);
    for (const token of [crypto.tag!, crypto.suite!, ...crypto.keys, ...crypto.parameters])
      assert.equal(text.slice(token.span.start, token.span.end), token.text);
  });

  it('is read as far as it goes', () => {
    for (const line of ['a=crypto', 'a=crypto:', 'a=crypto: ', `a=crypto:${'1 '.repeat(100_000)}`, `a=crypto:${'|;'.repeat(100_000)}`])
      assert.ok(readIn(line).crypto, line.slice(0, 20));
    assert.equal(readIn('a=crypto:').crypto.tag, undefined);
    assert.equal(readIn('a=crypto:1').crypto.suite, undefined);
  });

  it('knows how long the key of a suite is', () => {
    for (const [name, octets] of [
      ['AES_CM_128_HMAC_SHA1_80', 30],
      ['aes_cm_128_hmac_sha1_32', 30],
      ['AES_192_CM_HMAC_SHA1_80', 38],
      ['AES_256_CM_HMAC_SHA1_32', 46],
      ['AES_CM_256_HMAC_SHA1_80', 46],
      ['AEAD_AES_128_GCM', 28],
      ['AEAD_AES_256_GCM', 44],
    ] as const)
      assert.equal(suiteOf(name)?.octets, octets, name);
    assert.equal(suiteOf('constructor'), undefined);
    assert.ok(sameSuite('AES_CM_256_HMAC_SHA1_80', 'AES_256_CM_HMAC_SHA1_80'));
    assert.ok(!sameSuite('AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'));
    assert.ok(sameSuite('X_NEW', 'x_new') && !sameSuite('X_NEW', 'X_OLD'));
  });

  it('counts the octets of Base64 as a decoder does, with padding or without', () => {
    for (let octets = 1; octets < 60; octets++) {
      const text = Buffer.alloc(octets, 0xa5).toString('base64');
      assert.equal(base64Octets(text), octets, text);
      assert.equal(base64Octets(text.replace(/=+$/, '')), octets, text);
    }
    for (const text of ['', '=', 'a', 'abcde', 'ab_d', 'ab d', 'ab*d', 'a=bc']) assert.equal(base64Octets(text), undefined, text);
  });

  it('tells a key from the place where one was', () => {
    assert.ok(showsKey(readIn(`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}`).crypto));
    for (const key of ['****', 'XXXXXXXXXXXXXXXX', '<removed>', '<key>', '[REDACTED]', '...', 'd0Rm…', '', 'CRYPTO128', 'd0Rmdm**********'])
      assert.ok(!showsKey(readIn(`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}`).crypto), key);
    assert.ok(looksRedacted('REMOVED') && !looksRedacted(KEY));
  });
});

describe('a=fingerprint', () => {
  it('is read into its parts, and its hash is counted', () => {
    const text = 'v=0\na=fingerprint:SHA-256 4a:AD \n';
    const { hash, value } = readFingerprint(readSdp(text, { start: 0, end: text.length }).lines[1]!);
    assert.deepEqual(
      [hash!, value!].map(({ span }) => text.slice(span.start, span.end)),
      ['SHA-256', '4a:AD'],
    );
    assert.equal(hashOctets(hash!.text), 32);
    assert.equal(hashOctets('sha-3'), undefined);
    assert.equal(hexOctets(value!.text), 2);
    for (const wrong of ['', '4A:', '4A:A', '4AAD', '4A-AD', 'XX:XX']) assert.equal(hexOctets(wrong), undefined, wrong);
  });
});
