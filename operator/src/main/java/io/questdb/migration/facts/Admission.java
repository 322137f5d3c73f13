package io.questdb.migration.facts;

/** What a server answered to {@code select 1} with a given login, or without one. */
public enum Admission {
  /** 200: the query ran. */
  ADMITTED,
  /** 401: no login, or a wrong one. */
  UNAUTHENTICATED,
  /** 403: a good login without the permission. */
  DENIED
}
