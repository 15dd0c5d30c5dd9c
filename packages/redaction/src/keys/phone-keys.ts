/** Names of telephone numbers, secret where phones are. */
export const PHONE_KEYS: readonly string[] = [
  'phone',
  '*phonenumber',
  '*telephone',
  'mobile',
  'mobilenumber',
  'cellphone',
  'homephone',
  'workphone',
  'userphone',
  'customerphone',
  'msisdn',
];
