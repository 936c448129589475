import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, it } from 'mocha';
import { partsOf } from '../../../server/src/core/features/hover/parts';
import { codecsOf } from '../../../server/src/core/sdp/codecs';
import { attributesIn, connectionAddress, groups, midOf } from '../../../server/src/core/sdp/description';
import { tokensOf } from '../../../server/src/core/sdp/tokens';
import type { SdpLine } from '../../../server/src/core/sdp/types';
import { descriptions } from '../../support/descriptions';

/** What of sdp-transform's result is compared; it ships no types. */
interface Theirs {
  readonly origin?: Record<string, unknown>;
  readonly connection?: { readonly ip?: unknown };
  readonly groups?: readonly { readonly type: unknown; readonly mids: unknown }[];
  readonly media: readonly TheirMedia[];
}
interface TheirMedia extends Record<string, unknown> {
  readonly rtp: readonly Record<string, unknown>[];
  readonly candidates?: readonly Record<string, unknown>[];
  readonly crypto?: readonly Record<string, unknown>[];
  readonly ext?: readonly Record<string, unknown>[];
  readonly connection?: { readonly ip?: unknown };
}
const { parse } = createRequire(path.resolve('package.json'))('sdp-transform') as { parse: (text: string) => Theirs };

const text = (value: unknown): string | undefined => (value === undefined || value === null ? undefined : String(value));

/** Whether sdp-transform's expression reads the line to its end: only then has it read the line. */
const isRead = (line: SdpLine): boolean => tokensOf(line).every(token => token.name !== 'rest' && token.name !== 'value');

/** sdp-transform turns digits into numbers, so what is long or begins with 0 is compared as it gives it. */
const same = (ours: string | undefined, theirs: unknown, where: string): void => {
  if (theirs === undefined || theirs === null || ours === undefined) return;
  assert.equal(typeof theirs === 'number' ? Number(ours) : ours, theirs, where);
};

describe('agreement with sdp-transform', () => {
  it('holds for every line of the corpus that both read', function () {
    this.timeout(60_000);
    let compared = 0;
    for (const { file, sdp } of descriptions()) {
      // Its reader is for SDP whose lines begin with a small letter.
      const theirs = parse(sdp.lines.map(line => line.text).join('\r\n'));
      const where = (line: SdpLine): string => `${line.text} in ${file}`;
      const one = (lines: readonly SdpLine[], type: string): SdpLine | undefined =>
        lines.filter(line => line.type === type).length === 1 ? lines.find(line => line.type === type) : undefined;
      const part = (line: SdpLine, name: string): string | undefined => partsOf(line).find(token => token.name === name)?.text;

      const origin = one(sdp.session, 'o');
      if (origin && theirs.origin)
        for (const name of ['username', 'sessionId', 'sessionVersion', 'address'])
          same(part(origin, name), theirs.origin[name], where(origin));
      const connection = one(sdp.session, 'c');
      if (connection) same(connectionAddress(connection), text(theirs.connection?.ip)?.split('/')[0], where(connection));
      const ownGroups = groups(sdp, 'BUNDLE');
      if (ownGroups.length === 1 && isRead(ownGroups[0]!.line)) {
        const group = theirs.groups?.find(candidate => candidate.type === 'BUNDLE');
        if (group) same(ownGroups[0]!.mids.join(' '), text(group.mids)?.trim().replace(/\s+/g, ' '), where(ownGroups[0]!.line));
      }

      assert.equal(theirs.media.length, sdp.media.length, file);
      sdp.media.forEach((section, index) => {
        const media = theirs.media[index]!;
        if (media.type !== undefined && section.protocol !== '') {
          compared++;
          same(section.media, media.type, where(section.line));
          same(String(section.port), media.port, where(section.line));
          // It takes only letters, digits, `_` and `/` for a profile.
          if (/^[\w/]+$/.test(section.protocol)) same(section.protocol, media.protocol, where(section.line));
          same(
            section.formats.map(format => format.text).join(' '),
            text(media.payloads)?.trim().replace(/\s+/g, ' '),
            where(section.line),
          );
        }
        const own = one(section.lines, 'c');
        if (own) same(connectionAddress(own), text(media.connection?.ip)?.split('/')[0], where(own));
        if (attributesIn(section.lines, 'mid').length === 1) same(midOf(section), text(media.mid), `mid in ${file}`);

        for (const codec of codecsOf(section)) {
          if (!codec.rtpmap || !isRead(codec.rtpmap)) continue;
          const rtp = media.rtp.find(candidate => text(candidate.payload) === codec.payloadType);
          if (!rtp) continue;
          compared++;
          same(codec.name, text(rtp.codec), where(codec.rtpmap));
          same(codec.clockRate === undefined ? undefined : String(codec.clockRate), text(rtp.rate), where(codec.rtpmap));
          same(codec.channels, text(rtp.encoding), where(codec.rtpmap));
        }
        const lists: readonly (readonly [string, readonly Record<string, unknown>[] | undefined, readonly string[]])[] = [
          [
            'candidate',
            media.candidates,
            [
              'foundation',
              'component',
              'transport',
              'priority',
              'ip',
              'port',
              'type',
              'raddr',
              'rport',
              'tcptype',
              'generation',
              'network-id',
              'network-cost',
            ],
          ],
          ['extmap', media.ext, ['value', 'direction', 'uri', 'config']],
          ['crypto', media.crypto, ['suite']],
        ];
        for (const [name, list, fields] of lists) {
          const lines = attributesIn(section.lines, name).filter(line => tokensOf(line).every(token => token.name !== 'value'));
          if (lines.length !== (list?.length ?? 0)) continue;
          lines.forEach((line, position) => {
            compared++;
            for (const field of fields) same(part(line, field), list![position]![field], where(line));
          });
        }
        for (const [name, field] of [
          ['setup', 'setup'],
          ['ice-ufrag', 'iceUfrag'],
          ['ice-pwd', 'icePwd'],
          ['ptime', 'ptime'],
          ['maxptime', 'maxptime'],
        ] as const) {
          const lines = attributesIn(section.lines, name);
          if (lines.length === 1 && isRead(lines[0]!)) same(lines[0]!.attributeValue?.trim(), media[field], where(lines[0]!));
        }
      });
    }
    assert.ok(compared > 50, 'a corpus');
  });
});
