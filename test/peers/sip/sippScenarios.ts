/** A POSIX regular expression that a message must fit, or must not, and the Warning of the refusal (RFC 3261 section 20.43). */
export type Demand = ({ readonly always: string } | { readonly never: string }) & { readonly warning: string };

/** A phone that takes a call whose offer is as it demands, and answers it with 488 otherwise. */
export function takingScenario(demands: readonly Demand[], answer: string): string {
  const refusals = demands.map(
    ({ warning }, index) => `
  <label id="${index + 10}"/>
  ${send(response('488 Not Acceptable Here', [`Warning: ${warning}`]))}
  <recv request="ACK" next="1"/>`,
  );
  return scenario(`
  <recv request="INVITE">${checks(demands)}</recv>
  ${branches(demands)}
  ${send(response('200 OK', ['Contact: <sip:phone@[local_ip]:[local_port]>', 'Content-Type: application/sdp'], answer))}
  <recv request="ACK"/>
  ${untilBye}
  ${refusals.join('')}`);
}

/** It is sent last before the next message is awaited: SIPp takes what comes in between for unexpected. */
const ack = send([...request('ACK', 1), 'Content-Length: 0']);

/** A phone that calls, and hangs up at once where the answer is not as it demands. */
export function callingScenario(demands: readonly Demand[], offer: string): string {
  const refusals = demands.map(
    ({ warning }, index) => `
  <label id="${index + 10}"/>
  ${ack}
  <recv request="OPTIONS"/>
  ${send([...request('BYE', 2), `Warning: ${warning}`, 'Content-Length: 0'])}
  <recv response="200" next="1"/>`,
  );
  return scenario(`
  ${send([...request('INVITE', 1), 'Contact: <sip:phone@[local_ip]:[local_port]>', 'Content-Type: application/sdp', 'Content-Length: [len]'], offer)}
  <recv response="200" rrs="true">${checks(demands)}</recv>
  ${branches(demands)}
  ${ack}
  ${untilBye}
  ${refusals.join('')}`);
}

const scenario = (steps: string): string =>
  `<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="phone">${steps}\n  <label id="1"/>\n</scenario>\n`;

/** Finds what each demand is about; `$1` for the first and so on. */
function checks(demands: readonly Demand[]): string {
  const all = demands.map((demand, index) => {
    const expression = 'always' in demand ? demand.always : demand.never;
    const text = expression
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/"/g, '&quot;')
      .replace(/\r/g, '&#13;')
      .replace(/\n/g, '&#10;');
    return `<ereg regexp="${text}" search_in="body" assign_to="${index + 1}"/>`;
  });
  return `<action>${all.join('')}</action>`;
}

/** Jumps to the refusal of the first demand that is not met: `test` jumps where something was found. */
const branches = (demands: readonly Demand[]): string =>
  demands
    .map((demand, index) => {
      if ('never' in demand) return `<nop next="${index + 10}" test="${index + 1}"/>`;
      return `<nop next="${index + 100}" test="${index + 1}"/><nop next="${index + 10}"/><label id="${index + 100}"/>`;
    })
    .join('\n  ');

/** The gateway asks once whether the call stands, and ends it. */
const untilBye = `<recv request="OPTIONS"/>
  ${send(response('200 OK', []))}
  <recv request="BYE"/>
  ${send(response('200 OK', []))}
  <nop next="1"/>`;

function response(status: string, more: readonly string[], body = ''): string {
  const copied = ['[last_Via:]', '[last_From:]', '[last_To:];tag=[call_number]', '[last_Call-ID:]', '[last_CSeq:]'];
  return [`SIP/2.0 ${status}`, ...copied, ...more, `Content-Length: ${body ? '[len]' : '0'}`, '', body].join('\n');
}

function request(method: string, number: number): string[] {
  const to = method === 'INVITE' ? '' : '[peer_tag_param]';
  return [
    `${method} sip:gateway@[remote_ip]:[remote_port] SIP/2.0`,
    'Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]',
    'From: <sip:phone@[local_ip]:[local_port]>;tag=[call_number]',
    `To: <sip:gateway@[remote_ip]:[remote_port]>${to}`,
    'Call-ID: [call_id]',
    `CSeq: ${number} ${method}`,
    'Max-Forwards: 70',
  ];
}

function send(message: string | readonly string[], body = ''): string {
  const text = typeof message === 'string' ? message : [...message, '', body].join('\n');
  return `<send><![CDATA[\n${text.replace(/\r\n/g, '\n')}\n  ]]></send>`;
}
