// SPDX-License-Identifier: GPL-3.0-or-later
// Requests to the server that this page came from, and what it says when it refuses one (RFC 9457).

const ROOT = new URL("..", import.meta.url);
const KEPT_AS = "timbrel.key";

/** A refusal, or a server that cannot be reached (status 0). */
export class Problem extends Error {
  constructor({title, detail, status, retry_after_s: retryAfter, type}) {
    super(detail || title || "The server refused without a reason.");
    this.status = status ?? 0;
    this.type = type ?? "about:blank";
    this.retryAfterSeconds = retryAfter;
  }
}

/** The caller's key; empty where there is none. Of this tab only, and never part of an address. */
export const key = {
  get: () => sessionStorage.getItem(KEPT_AS) ?? "",
  set: text => sessionStorage.setItem(KEPT_AS, text),
};

/** An address of the API, such as "v1/models". */
export const address = path => new URL(path, ROOT);

/**
 * Asks the server.
 *
 * @returns {Promise<object|null>} what it answered; null if that is nothing
 * @throws {Problem}
 */
export async function ask(path, method = "GET") {
  const headers = key.get() ? {Authorization: `Bearer ${key.get()}`} : {};
  let answer;
  try {
    answer = await fetch(address(path), {method, headers, cache: "no-store"});
  } catch {
    throw new Problem({title: "The server cannot be reached. Is it running?"});
  }
  const text = await answer.text();
  const body = /\bjson\b/.test(answer.headers.get("Content-Type") ?? "") ? JSON.parse(text) : null;
  if (!answer.ok) {
    const wait = Number(answer.headers.get("Retry-After")) || undefined;
    throw new Problem({
      title: `The server answered ${answer.status}.`,
      retry_after_s: wait,
      ...body,
      status: answer.status,
    });
  }
  return body;
}
