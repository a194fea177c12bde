/** What JSON can say, and a column of type `jsonb` keeps. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }
