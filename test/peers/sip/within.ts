/**
 * What a promise gives, or undefined where it has given nothing when the time is up: an endpoint that says nothing is an answer too.
 * @param limit in milliseconds
 */
export async function within<T>(limit: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<undefined>(resolve => {
    timer = setTimeout(resolve, limit, undefined);
  });
  try {
    return await Promise.race([promise, end]);
  } finally {
    clearTimeout(timer);
  }
}
