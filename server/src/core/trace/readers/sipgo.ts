import { collectMessage } from '../collect';
import { findTime, parseEndpoint, parseTransport } from '../envelope';
import { linesBefore, withoutPrefix } from '../logLines';
import type { Reader } from '../types';

const TRACER = /^(.{0,80}?)--- (\d\d:\d\d:\d\d(?:\.\d{1,9})?) SIP (recv|send|read|write) ---[ \t]*$/;
const DEBUG = /^(.{0,200}?)\b(UDP|TCP|TLS|WSS?) (?:read from (\S{1,200}) <-|write to (\S{1,200}) ->) (\S{1,200}?):[ \t]*$/;
/** The next line of the log: of a tracer, of Go's loggers. */
const LOG_LINE = /^(?:--- \d\d:\d\d:\d\d|\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d|\d{1,2}:\d\d[AP]M [A-Z]{3} )/;

/** The Go libraries sipgo and diago: the lines of a tracer, and the words of sipgo's own log with the local and the remote address. */
export const sipgo: Reader = {
  format: 'diago-sipgo',
  title: 'sipgo, diago',
  boundary:
    /^(?:[^\r\n]{0,80}?--- \d\d:\d\d:\d\d(?:\.\d{1,9})? SIP (?:recv|send|read|write) ---|[^\r\n]{0,200}?\b(?:UDP|TCP|TLS|WSS?) (?:read from \S{1,200} <-|write to \S{1,200} ->) \S{1,200}:[ \t]{0,8}$)/gm,
  read: lines => {
    const text = lines[0]?.text ?? '';
    const tracer = TRACER.exec(text);
    const debug = tracer ? null : DEBUG.exec(text);
    if (!tracer && !debug) return undefined;
    const message = linesBefore(withoutPrefix(lines.slice(1), (tracer ?? debug)![1]!), LOG_LINE);
    if (tracer) return collectMessage(message, { time: findTime(tracer[2]!), direction: /^[rR]/.test(tracer[3]!) ? 'received' : 'sent' });
    const [, before, transport, reader, writer, remote] = debug!;
    const peer = parseEndpoint(remote!);
    // A socket that listens everywhere names no address of its own.
    const own = ownAddress(reader ?? writer!);
    return collectMessage(message, {
      time: findTime(before!),
      transport: parseTransport(transport!),
      ...(reader === undefined
        ? { direction: 'sent', source: own, destination: peer }
        : { direction: 'received', source: peer, destination: own }),
    });
  },
};

const ownAddress = (text: string) => (/^(?:\[::\]|0\.0\.0\.0|):/.test(text) ? undefined : parseEndpoint(text));
