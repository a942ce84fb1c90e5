/**
 * What IANA calls a zone today where Node still lists its older name.
 * Source: zone.tab of tzdata 2025b, less what Intl.supportedValuesOf('timeZone') has in Node 24
 */
const renamed = [
  'Africa/Asmara',
  'America/Argentina/Buenos_Aires',
  'America/Argentina/Catamarca',
  'America/Argentina/Cordoba',
  'America/Argentina/Jujuy',
  'America/Argentina/Mendoza',
  'America/Atikokan',
  'America/Indiana/Indianapolis',
  'America/Kentucky/Louisville',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Atlantic/Faroe',
  'Europe/Kyiv',
  'Pacific/Chuuk',
  'Pacific/Kanton',
  'Pacific/Pohnpei',
];

let names: ReadonlySet<string> | undefined;

/** Asked of Node when the first zone is to be known: most tenants name none. */
function known(): ReadonlySet<string> {
  return (names ??= new Set(['UTC', 'Etc/UTC', ...renamed, ...Intl.supportedValuesOf('timeZone')]));
}

/** Whether it is a zone of IANA, spelt as there: Node also takes offsets and any capitals, EventBridge Scheduler does not. */
export function isTimeZone(name: string): boolean {
  return known().has(name);
}
