import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { writeCapture } from './capture';
import type { Told } from './captureChild';
import type { Row } from './rows';

const MILLION = 5000;
const HALF_GIGABYTE = 10_000;
const RUNS = 3;

/** How long it takes to list the calls of long captures, beside the tools that people use and a mere walk over the packets' headers. */
export function captureRows(): Row[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'sip-trace-bench-'));
  try {
    const million = path.join(folder, 'million.pcap');
    const size = writeCapture(million, MILLION) / 1e6;
    const name = `${size.toFixed(0)} MB, a million packets`;
    const walked = least(million, 'walk');
    const listed = least(million, 'list');
    if (listed.calls !== MILLION) throw new Error(`${listed.calls} calls were listed instead of ${MILLION}`);
    const tshark = peer('tshark', ['-r', million, '-Y', 'sip']);
    const sngrep = peer('sngrep', ['-N', '-I', million]);
    const large = path.join(folder, 'large.pcap');
    const largeSize = writeCapture(large, HALF_GIGABYTE) / 1e6;
    const idle = least('', 'idle');
    const whole = least(large, 'list');
    return [
      { what: `walk over the headers of ${name}`, value: walked.whole, unit: 'ms' },
      {
        what: `calls of ${name}`,
        value: listed.whole,
        unit: 'ms',
        aim: Math.round(3 * walked.whole),
        against: times(listed.whole / walked.whole, 'the walk'),
      },
      { what: '… until the first call is listed', value: listed.first, unit: 'ms', aim: 500 },
      ...faster('tshark -Y sip', tshark, listed.whole, 50),
      ...faster('sngrep -N -I', sngrep, listed.whole),
      { what: `calls of ${largeSize.toFixed(0)} MB`, value: whole.whole, unit: 'ms' },
      { what: '… memory above that of an idle Node', value: whole.megabytes - idle.megabytes, unit: 'MB', aim: 150 },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const times = (value: number, what: string): string => `${value.toFixed(1)} × ${what}`;

/** The quickest run of a process of its own: its time is counted from its start, as that of the other tools. */
function least(file: string, mode: 'idle' | 'walk' | 'list'): Told {
  const runs = Array.from({ length: RUNS }, () => {
    const { stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, 'captureChild.js'), mode, file], { encoding: 'utf8' });
    if (stderr) throw new Error(stderr);
    return JSON.parse(stdout) as Told;
  });
  return runs.reduce((a, b) => (a.whole < b.whole ? a : b));
}

/** How long another tool takes; undefined where it is not installed. */
function peer(program: string, args: readonly string[]): number | undefined {
  const start = performance.now();
  const { error, status } = spawnSync(program, args, { stdio: 'ignore' });
  if (error) {
    console.log(`${program} is not on this machine: not compared`);
    return undefined;
  }
  if (status !== 0) throw new Error(`${program} ended with ${status}`);
  return performance.now() - start;
}

function faster(what: string, time: number | undefined, ours: number, aim?: number): Row[] {
  if (time === undefined) return [];
  return [
    { what: `${what} on the same`, value: time, unit: 'ms' },
    { what: `… times faster than ${what}`, value: time / ours, unit: '×', aim, atLeast: true },
  ];
}
