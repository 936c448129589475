import { collectMessage } from '../collect';
import { findTime, parseEndpoint, parseTransport } from '../envelope';
import type { Reader } from '../types';

const HEADER = /^.{0,40}?\bproto:(\w{2,5}) {1,4}(\S{8,40}(?: \d\d:\d\d:\d\d\S{0,20})?) {1,4}(\S{1,100}) -{2,3}> (\S{1,100})[ \t]*$/;

/** Homer's export as text: transport, time and addresses on a line, an empty line, the message as it was. */
export const homerExport: Reader = {
  format: 'homer-export',
  title: 'Homer text export',
  boundary: /^[^\r\n]{0,40}?\bproto:\w{2,5} {1,4}\d{4}[-/]\d\d[-/]\d\d[T ]\S{1,32} {1,4}\S{1,100} -{2,3}> \S{1,100}/gm,
  read: lines => {
    const match = HEADER.exec(lines[0]?.text ?? '');
    if (!match) return undefined;
    return collectMessage(
      lines,
      {
        time: findTime(match[2]!),
        transport: parseTransport(match[1]!),
        source: parseEndpoint(match[3]!),
        destination: parseEndpoint(match[4]!),
      },
      1,
    );
  },
};
