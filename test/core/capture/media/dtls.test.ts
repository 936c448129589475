import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'mocha';
import { certificates, clientHello, handshake, record, rtp, serverHello, Wire } from '../../../support/capture/media';
import { concat, u8, u16 } from '../../../support/capture/packets';

const CLIENT = '192.0.2.1:4000';
const SERVER = '198.51.100.2:6000';
const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const HELLO_VERIFY = 3;
const CERTIFICATE = 11;
const HELLO_DONE = 14;

/** A record with one whole handshake message. */
const whole = (type: number, sequence: number, body: Uint8Array): Uint8Array => record(HANDSHAKE, handshake(type, sequence, body));
/** The same message in records of so many bytes of it each. */
function fragments(type: number, sequence: number, body: Uint8Array, size: number): Uint8Array[] {
  const starts = Array.from({ length: Math.ceil(body.length / size) }, (_, i) => i * size);
  return starts.map(from => record(HANDSHAKE, handshake(type, sequence, body, from, Math.min(body.length, from + size))));
}

const sent = (wire: Wire, by = CLIENT, hashes?: readonly string[]) =>
  wire.evidence('dtls', {}, hashes).find(({ source }) => `${source.host}:${source.port}` === by)!;

/** A certificate: any bytes, since nothing looks inside. */
const DER = new Uint8Array(1500).map((_, i) => i * 7);
const fingerprint = (hash: string, bytes: Uint8Array): string =>
  createHash(hash).update(bytes).digest('hex').toUpperCase().match(/../g)!.join(':');

describe('DTLS of a capture', () => {
  it('follows a handshake', () => {
    const wire = new Wire();
    wire.send(CLIENT, SERVER, whole(CLIENT_HELLO, 0, clientHello({ random: 1, srtp: [8, 7, 1] })));
    wire.send(SERVER, CLIENT, whole(HELLO_VERIFY, 0, u8(0xfe, 0xff, 2, 1, 2)));
    wire.send(CLIENT, SERVER, whole(CLIENT_HELLO, 1, clientHello({ random: 1, cookie: 'xy', srtp: [8, 7, 1] })));
    const flight = [
      whole(SERVER_HELLO, 1, serverHello({ random: 2, srtp: [7] })),
      whole(CERTIFICATE, 2, certificates(DER, new Uint8Array(100))),
      whole(HELLO_DONE, 3, new Uint8Array(0)),
    ];
    wire.send(SERVER, CLIENT, concat(...flight));
    assert.equal(sent(wire).finished, false);
    wire.send(CLIENT, SERVER, concat(record(CHANGE_CIPHER_SPEC, u8(1)), record(HANDSHAKE, new Uint8Array(40), 1)));
    wire.send(SERVER, CLIENT, concat(record(CHANGE_CIPHER_SPEC, u8(1)), record(HANDSHAKE, new Uint8Array(40), 1)));
    wire.send(SERVER, CLIENT, record(APPLICATION_DATA, new Uint8Array(50), 1));

    const client = sent(wire);
    assert.deepEqual([client.clientHellos, client.serverHellos, client.finished, client.repeated, client.packets], [1, 0, true, 0, 3]);
    assert.deepEqual(client.srtpProfiles, ['SRTP_AEAD_AES_256_GCM', 'SRTP_AEAD_AES_128_GCM', 'SRTP_AES128_CM_HMAC_SHA1_80']);
    assert.equal(client.version, '1.2');
    const server = sent(wire, SERVER);
    assert.deepEqual([server.clientHellos, server.serverHellos, server.finished, server.repeated, server.packets], [0, 1, true, 0, 4]);
    assert.deepEqual([server.srtpProfiles, server.applicationData], [['SRTP_AEAD_AES_128_GCM'], 1]);
    assert.deepEqual(server.certificates, [`sha-256 ${fingerprint('sha256', DER)}`]);
    assert.deepEqual(server.alerts, []);
  });

  it('counts a hello in fragments and a repeated one once', () => {
    const hello = clientHello({ random: 3, version: 0xfeff, srtp: [1] });
    const pieces = fragments(CLIENT_HELLO, 0, hello, 40);
    assert.ok(pieces.length > 1);
    const wire = new Wire();
    for (const time of [0, 1000, 3000]) wire.send(CLIENT, SERVER, concat(...pieces), time);
    const { clientHellos, repeated, version, srtpProfiles } = sent(wire);
    assert.deepEqual({ clientHellos, repeated, version }, { clientHellos: 1, repeated: 2, version: '1.0' });
    assert.deepEqual(srtpProfiles, ['SRTP_AES128_CM_HMAC_SHA1_80']);
  });

  it('puts fragments together in any order, also where they overlap', () => {
    const body = certificates(DER);
    for (const order of [
      [2, 0, 1],
      [1, 2, 0],
      [0, 0, 2, 2, 1],
    ]) {
      const wire = new Wire();
      const pieces = fragments(CERTIFICATE, 2, body, 600);
      for (const i of order) wire.send(SERVER, CLIENT, pieces[i]!, order.length);
      assert.deepEqual(sent(wire, SERVER).certificates, [`sha-256 ${fingerprint('sha256', DER)}`], order.join());
    }
    const wire = new Wire();
    for (const [from, to] of [
      [500, 1400],
      [1300, body.length],
      [0, 700],
    ])
      wire.send(SERVER, CLIENT, record(HANDSHAKE, handshake(CERTIFICATE, 2, body, from, to)));
    assert.equal(sent(wire, SERVER).certificates.length, 1);
  });

  it('has no certificate while a fragment is missing', () => {
    const wire = new Wire();
    const pieces = fragments(CERTIFICATE, 2, certificates(DER), 600);
    wire.send(SERVER, CLIENT, pieces[0]!);
    wire.send(SERVER, CLIENT, pieces[2]!);
    assert.deepEqual(sent(wire, SERVER).certificates, []);
  });

  it('hashes a certificate with the functions that are asked for', () => {
    const wire = new Wire();
    wire.send(SERVER, CLIENT, whole(CERTIFICATE, 2, certificates(DER)));
    assert.deepEqual(sent(wire, SERVER, ['SHA-1', 'sha-384', 'sha-512', 'md5', 'toString', 'sha-1']).certificates, [
      `sha-1 ${fingerprint('sha1', DER)}`,
      `sha-384 ${fingerprint('sha384', DER)}`,
      `sha-512 ${fingerprint('sha512', DER)}`,
    ]);
  });

  it('says that a certificate is too long', () => {
    const wire = new Wire();
    for (const piece of fragments(CERTIFICATE, 2, certificates(new Uint8Array(20_000)), 1200)) wire.send(SERVER, CLIENT, piece);
    assert.deepEqual(sent(wire, SERVER).certificates, []);
    assert.deepEqual(wire.notes.problems, ['A certificate of a DTLS handshake is longer than 16 KB: its fingerprint is not compared.']);
  });

  it('believes no length', () => {
    const wire = new Wire();
    const endless = concat(u8(CERTIFICATE, 0xff, 0xff, 0xff), u16(2), u8(0, 0, 0, 0, 0, 4), new Uint8Array(4));
    wire.send(SERVER, CLIENT, record(HANDSHAKE, endless));
    assert.deepEqual(sent(wire, SERVER).certificates, []);
    assert.deepEqual(wire.notes.problems, ['A DTLS handshake message is too long, or in too many fragments, to be put together.']);
  });

  it('takes another random for another handshake', () => {
    const wire = new Wire();
    wire.send(CLIENT, SERVER, whole(CLIENT_HELLO, 0, clientHello({ random: 1 })));
    wire.send(CLIENT, SERVER, whole(CLIENT_HELLO, 0, clientHello({ random: 9 })));
    const { clientHellos, repeated } = sent(wire);
    assert.deepEqual({ clientHellos, repeated }, { clientHellos: 2, repeated: 0 });
  });

  it('counts a flight that is sent again', () => {
    const wire = new Wire();
    const flight = concat(whole(SERVER_HELLO, 0, serverHello({ random: 2 })), whole(CERTIFICATE, 1, certificates(DER)));
    for (const time of [0, 1000]) wire.send(SERVER, CLIENT, flight, time);
    assert.deepEqual([sent(wire, SERVER).serverHellos, sent(wire, SERVER).repeated], [1, 2]);
  });

  it('names alerts in the clear', () => {
    const wire = new Wire();
    wire.send(CLIENT, SERVER, record(ALERT, u8(2, 40)));
    wire.send(CLIENT, SERVER, record(ALERT, u8(1, 0)));
    wire.send(CLIENT, SERVER, record(ALERT, u8(2, 40)), 5000);
    wire.send(CLIENT, SERVER, record(ALERT, u8(2, 222)));
    wire.send(CLIENT, SERVER, record(ALERT, new Uint8Array(26), 1));
    assert.deepEqual(sent(wire).alerts, ['fatal handshake_failure', 'warning close_notify', 'fatal 222', 'encrypted']);
  });

  it('reads DTLS 1.3 as far as it is in the clear', () => {
    const wire = new Wire();
    const short = (epoch: number, length: number): Uint8Array => concat(u8(0x2c | epoch), u16(1, length), new Uint8Array(length));
    wire.send(CLIENT, SERVER, whole(CLIENT_HELLO, 0, clientHello({ random: 1, supportedVersions: [0xfefd, 0xfefc], srtp: [1] })));
    wire.send(SERVER, CLIENT, concat(whole(SERVER_HELLO, 0, serverHello({ random: 2, supportedVersions: [0xfefc] })), short(2, 300)));
    assert.equal(sent(wire).finished, false);
    assert.deepEqual([sent(wire).version, sent(wire, SERVER).version, sent(wire, SERVER).finished], ['1.3', '1.3', true]);
    wire.send(CLIENT, SERVER, short(2, 19));
    assert.equal(sent(wire).finished, false);
    wire.send(CLIENT, SERVER, short(2, 80));
    assert.equal(sent(wire).finished, true);
  });

  it('is not every packet whose first byte is right', () => {
    const wire = new Wire();
    wire.send(CLIENT, SERVER, '200 1203 OK', 1);
    wire.send(CLIENT, SERVER, concat(u8(22, 3, 3), new Uint8Array(40)), 2);
    wire.send(CLIENT, SERVER, concat(u8(22), u16(0xfefd, 0, 0, 0, 0, 5000)), 3);
    assert.deepEqual(wire.evidence('dtls'), []);
    assert.equal(wire.evidence('udp')[0]!.packets, 3);
  });

  it('shares a flow with STUN and SRTP', () => {
    const wire = new Wire();
    wire.send(CLIENT, SERVER, whole(CLIENT_HELLO, 0, clientHello({ random: 1 })));
    wire.send(CLIENT, SERVER, rtp({ sequence: 1, timestamp: 0 }));
    assert.deepEqual(
      [...wire.flows.all()].map(flow => flow.packets),
      [2],
    );
    assert.equal(wire.evidence('rtp')[0]!.packets, 1);
  });
});
