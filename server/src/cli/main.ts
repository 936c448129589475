import { setFlagsFromString } from 'node:v8';
import type { Host } from './host';
import { run } from './run';

// What is read of a long capture dies at once or stays: room for what dies later would only make the process larger.
setFlagsFromString('--semi-space-growth-factor=1');

/** The one place that knows the process. */
const colour = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';

const host: Host = {
  out: data => {
    process.stdout.write(data);
  },
  note: line => {
    process.stderr.write(`sip-trace: ${line}\n`);
  },
  input: () => process.stdin,
  colour,
  width: process.stdout.isTTY ? process.stdout.columns : undefined,
};

/** Who reads only the beginning (`| head`) has closed the pipe: the rest is for nobody, but the exit status still is for somebody. */
const endQuietly = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') process.exitCode = 2;
};
process.stdout.on('error', endQuietly);
process.stderr.on('error', endQuietly);

run(process.argv.slice(2), host).then(
  status => {
    // A failed write has set it before.
    process.exitCode ||= status;
  },
  error => {
    process.stderr.write(`sip-trace: this is a fault of the program itself: ${error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 2;
  },
);
