/** The values of plain scalars, as in the types of YAML 1.1: CloudFormation reads `yes` as true and `0300` as 192. Dates are texts:
 *  CloudFormation does not support timestamps.
 *  @see https://yaml.org/type/
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 *  @see https://github.com/aws/aws-cli/issues/5245 for `yes` */
export function plainValue(text: string): string | number | boolean | null {
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  if (!/^[-+.\d]/.test(text)) return text;
  if (INTEGER.test(text)) return integer(text.replaceAll('_', ''));
  if (FLOAT.test(text)) return float(text.replaceAll('_', '').toLowerCase());
  return text;
}

const NULL = /^(?:~|null|Null|NULL|)$/;
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
/** Binary, octal, decimal, hexadecimal, and with base 60: `12:30:00`. */
const INTEGER = /^[-+]?(?:0b[0-1_]+|0[0-7_]+|0|[1-9][0-9_]*(?::[0-5]?[0-9])*|0x[0-9a-fA-F_]+)$/;
/** An exponent needs a point and a sign: `1.0e+3`. */
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

function integer(text: string): number | string {
  const digits = text.replace(/^[-+]/, '');
  const value = digits.startsWith('0b')
    ? Number.parseInt(digits.slice(2), 2)
    : digits.startsWith('0x')
      ? Number.parseInt(digits.slice(2), 16)
      : /^0./.test(digits)
        ? Number.parseInt(digits, 8)
        : sexagesimal(digits);
  // `0b_` has no digits.
  if (Number.isNaN(value)) return text;
  return text.startsWith('-') ? -value : value;
}

function float(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '');
  if (digits === '.inf') return sign * Number.POSITIVE_INFINITY;
  return digits === '.nan' ? Number.NaN : sign * sexagesimal(digits);
}

/** `1:30` is 90. */
function sexagesimal(digits: string): number {
  return digits.split(':').reduce((value, part) => value * 60 + Number(part), 0);
}
