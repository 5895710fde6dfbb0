/** `14:02:11.480`; kept a second long, since formatting a time costs more than all the rest of a line.
 *  @param timeZone an IANA time zone; the machine's by default. */
export function timeFormat(timeZone: string | undefined): (timestamp: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(timeZone !== undefined && { timeZone }),
  });
  let second = Number.NaN;
  let text = '';
  return (timestamp) => {
    const current = Math.floor(timestamp / 1000);
    if (current !== second) {
      second = current;
      text = format.format(current * 1000);
    }
    return `${text}.${String(timestamp - current * 1000).padStart(3, '0')}`;
  };
}
