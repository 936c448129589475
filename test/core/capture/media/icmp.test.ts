import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { rtp, Wire } from '../../../support/capture/media';
import { icmp, ip, ipv4, portUnreachable, portUnreachable6, tcp, u32 } from '../../../support/capture/packets';

const GATEWAY = '203.0.113.10:30000';
const PHONE = '192.168.50.20:10080';
const about = (wire: Wire, sequence: number): Uint8Array => wire.datagram(GATEWAY, PHONE, rtp({ sequence, timestamp: 160 * sequence }));
let identification = 100;
const back = (message: Uint8Array, by = '192.168.50.20'): Uint8Array =>
  ipv4({ source: by, destination: '203.0.113.10', protocol: 1, payload: message, id: identification++ });

describe('ICMP of a capture', () => {
  it('is told of the flow whose packets it quotes', () => {
    const wire = new Wire();
    for (const sequence of [1, 2, 3]) {
      wire.sendIp(about(wire, sequence));
      wire.sendIp(back(portUnreachable(about(wire, sequence))));
    }
    const [flow, ...others] = wire.flows.all();
    assert.equal(others.length, 0);
    const reports = flow!.evidence({ passwordOf: () => undefined, hashes: [] }).filter(({ kind }) => kind === 'icmp');
    assert.deepEqual(reports, [
      {
        kind: 'icmp',
        source: { host: '192.168.50.20' },
        destination: { host: '203.0.113.10' },
        packets: 3,
        first: 1_700_000_000_002_000,
        last: 1_700_000_000_006_000,
        frames: [2, 6],
        error: 'port unreachable',
        quoted: {
          source: { host: '203.0.113.10', port: 30_000 },
          destination: { host: '192.168.50.20', port: 10_080 },
          transport: 'UDP',
        },
      },
    ]);
  });

  it('names errors by type and code, each reporter for itself', () => {
    const wire = new Wire();
    const quoted = about(wire, 1).subarray(0, 28);
    const kinds = [
      [3, 1],
      [3, 13],
      [3, 4],
      [3, 99],
      [11, 0],
    ] as const;
    for (const [type, code] of kinds) wire.sendIp(back(icmp(type, code, u32(0), quoted), '10.0.0.1'));
    wire.sendIp(back(icmp(3, 1, u32(0), quoted), '10.0.0.2'));
    wire.sendIp(back(icmp(8, 0, u32(0), quoted)));
    wire.sendIp(back(icmp(0, 0, u32(0), quoted)));
    assert.deepEqual(
      wire.evidence('icmp').map(({ error, source }) => `${source.host} ${error}`),
      [
        '10.0.0.1 host unreachable',
        '10.0.0.1 administratively prohibited',
        '10.0.0.1 packet too big',
        '10.0.0.1 destination unreachable',
        '10.0.0.1 time exceeded',
        '10.0.0.2 host unreachable',
      ],
    );
  });

  it('reads ICMPv6', () => {
    const wire = new Wire();
    const quoted = wire.datagram('[2001:db8::1]:4000', '[2001:db8::2]:5000', 'hello');
    wire.sendIp(ip('2001:db8::2', '2001:db8::1', 58, portUnreachable6('2001:db8::2', '2001:db8::1', quoted)));
    const [report] = wire.evidence('icmp');
    assert.equal(report!.error, 'port unreachable');
    assert.deepEqual(report!.quoted.destination, { host: '2001:db8::2', port: 5000 });
  });

  it('is told of flows that were not seen, and of TCP', () => {
    const wire = new Wire();
    const segment = tcp({ source: '203.0.113.10:5070', destination: '192.168.50.20:5060', seq: 1, flags: 'S' });
    wire.sendIp(back(icmp(3, 1, u32(0), ip('203.0.113.10', '192.168.50.20', 6, segment))));
    const [flow] = wire.flows.all();
    assert.deepEqual([flow!.packets, flow!.transport, flow!.first, flow!.last], [0, 'TCP', 1_700_000_000_001_000, 1_700_000_000_001_000]);
    assert.equal(wire.evidence('icmp')[0]!.quoted.transport, 'TCP');
  });

  it('counts the copies of one message once', () => {
    const wire = new Wire();
    const message = back(portUnreachable(about(wire, 1)));
    wire.sendIp(message, 1);
    wire.sendIp(message, 2);
    wire.sendIp(back(portUnreachable(about(wire, 1))), 3);
    assert.deepEqual([wire.evidence('icmp')[0]!.packets, wire.notes.duplicates], [2, 1]);
  });

  it('says it when the kinds are too many', () => {
    const wire = new Wire();
    for (let i = 1; i <= 12; i++) wire.sendIp(back(portUnreachable(about(wire, i)), `10.0.0.${i}`));
    assert.equal(wire.evidence('icmp').length, 8);
    assert.deepEqual(wire.notes.problems, [
      'The flow 203.0.113.10:30000 > 192.168.50.20:10080 is quoted by more than 8 kinds of ICMP errors: the others are left out.',
    ]);
  });

  it('needs the ports of the quoted packet', () => {
    const wire = new Wire();
    wire.sendIp(back(portUnreachable(about(wire, 1), 20)));
    wire.sendIp(back(portUnreachable(about(wire, 1), 22)));
    assert.deepEqual([...wire.flows.all()], []);
  });
});
