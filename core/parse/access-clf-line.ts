import { parseClfTime } from '../clf-time.ts';
import { accessRecord } from './access-record.ts';
import type { ParsedLine } from './parsed-line.ts';

/** `ip caller user [time] "METHOD resource protocol" status length request-id extended-request-id`. The console's example has no
 *  space before the request, and CDK's format has no extended id. API Gateway writes three fields before the time, web servers
 *  write two. */
const COMMON_LOG_LINE =
  /^(\S{1,64})(?: \S{1,256}){1,3} \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] ?"([A-Z$][^ "]{0,63}) ([^"]{0,8192})" (\d{3}|-) (\d{1,19}|-)(?: ([\w=+/-]{1,128}))?(?: ([\w=+/-]{1,128}))?\s*$/;

/** Parses a line of an access log in the Common Log Format (CLF).
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
export function parseAccessClfLine(message: string): ParsedLine | undefined {
  const match = COMMON_LOG_LINE.exec(message);
  if (!match) return undefined;
  const [, ip, time = '', method, resource = '', status, responseLength, requestId, extendedRequestId] = match;
  const end = resource.lastIndexOf(' ');
  return accessRecord({
    ip,
    time: parseClfTime(time),
    method,
    route: end < 0 ? resource : resource.slice(0, end),
    protocol: end < 0 ? undefined : resource.slice(end + 1),
    status,
    responseLength,
    requestId,
    extendedRequestId,
  });
}
