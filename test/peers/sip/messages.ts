/** A SIP message as it came from an endpoint (RFC 3261 section 7): just enough to be its other end. */
export interface SipMessage {
  readonly startLine: string;
  /** 0 for a request. */
  readonly status: number;
  /** Of a request, else empty. */
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export function readMessage(text: string): SipMessage {
  const end = text.indexOf('\r\n\r\n');
  const [startLine = '', ...lines] = (end < 0 ? text : text.slice(0, end)).split('\r\n');
  const headers = lines.map(line => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
  const status = Number(/^SIP\/2\.0 (\d{3})/.exec(startLine)?.[1] ?? 0);
  return { startLine, status, method: status ? '' : startLine.split(' ')[0]!, headers, body: end < 0 ? '' : text.slice(end + 4) };
}

/** All values of a header, by its long name. */
export const values = (message: SipMessage, name: string): string[] =>
  message.headers.filter(([one]) => one.toLowerCase() === name.toLowerCase()).map(([, value]) => value);

export const value = (message: SipMessage, name: string): string => values(message, name)[0] ?? '';

/** Start line, headers and body as text, with the Content-Length of the body. */
export function writeMessage(startLine: string, headers: readonly string[], body = ''): string {
  return [startLine, ...headers, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}

/** The URI of a name-addr, as in From or Contact. */
export const uriIn = (header: string): string => /<([^>]*)>/.exec(header)?.[1] ?? header.split(';')[0]!.trim();

/** What a refusal says for itself: the status line without the version, or the method of a request, with its Warning or Reason. */
export function wordsOf(message: SipMessage): string {
  const said = message.status ? message.startLine.replace('SIP/2.0 ', '') : message.method;
  const reasons = ['Warning', 'Reason'].flatMap(name => values(message, name).map(one => `${name}: ${one}`));
  return [said, ...reasons].join('; ');
}
