/** The member that marks a line as a record of the logging helper. `log` moves a member of this name that it is given, so that no
 *  logged value looks like a record by accident. It is no proof: any code in the process can write any line, and helpers of
 *  earlier versions do not write it. The trust in a line comes from its log group. */
export const HELPER_RECORD_KEY = 'tailgate_record';

/** The value of `HELPER_RECORD_KEY` in the record of an API call or of a webhook. */
export const CALL_RECORD = 'api.call';
