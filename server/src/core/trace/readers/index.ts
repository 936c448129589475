import type { Reader } from '../types';
import { asteriskChanSip } from './asteriskChanSip';
import { asteriskPjsip } from './asteriskPjsip';
import { audiocodesSyslog } from './audiocodesSyslog';
import { avaya } from './avaya';
import { bareSdp } from './bareSdp';
import { bareSip } from './bareSip';
import { baresip } from './baresipTrace';
import { captureText } from './captureText';
import { ciscoCcsip } from './ciscoCcsip';
import { dartSipUa } from './dartSipUa';
import { drachtio } from './drachtio';
import { freeswitch } from './freeswitch';
import { homerExport } from './homerExport';
import { jssipConsole } from './jssipConsole';
import { kamailioSipdump } from './kamailioSipdump';
import { kamailioXlog } from './kamailioXlog';
import { miscVendor } from './miscVendor';
import { ngrepByline } from './ngrepByline';
import { oracleAcme } from './oracleAcme';
import { pjsua } from './pjsua';
import { ribbonTrc } from './ribbonTrc';
import { rtpengineLog } from './rtpengineLog';
import { sipgo } from './sipgo';
import { sipgrep } from './sipgrep';
import { sipjsConsole } from './sipjsConsole';
import { sippTraceMsg } from './sippTraceMsg';
import { sippy } from './sippy';
import { sngrep } from './sngrep';
import { tcpdumpAscii } from './tcpdumpAscii';
import { tcpdumpVerbose } from './tcpdumpVerbose';
import { tsharkRawText } from './tsharkRawText';
import { wiresharkFollow } from './wiresharkFollow';

/** Forms with nothing around a message; what they read stands inside of the framed forms too. */
const bareReaders: readonly Reader[] = [bareSip, bareSdp];

export const isBare = ({ format }: Reader): boolean => bareReaders.some(reader => reader.format === format);

/** The forms that can be read, the framed ones first. Of two that find as many messages, the first is taken. */
export const readers: readonly Reader[] = [
  captureText,
  sngrep,
  sipgrep,
  ngrepByline,
  asteriskPjsip,
  drachtio,
  freeswitch,
  kamailioSipdump,
  sippTraceMsg,
  baresip,
  jssipConsole,
  sipjsConsole,
  dartSipUa,
  pjsua,
  sipgo,
  sippy,
  homerExport,
  tcpdumpVerbose,
  tcpdumpAscii,
  tsharkRawText,
  wiresharkFollow,
  rtpengineLog,
  asteriskChanSip,
  ciscoCcsip,
  audiocodesSyslog,
  oracleAcme,
  ribbonTrc,
  avaya,
  miscVendor,
  kamailioXlog,
  ...bareReaders,
];
