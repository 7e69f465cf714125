// How the room reaches the child's own server.
import { ServerConnection } from "@jupyterlab/services/lib/serverconnection";
import type { Facts } from "./facts";

/** What the hub answers for a server that does not run: it was put away, or it died. */
export const NOT_RUNNING = 424;

/** Settings of Jupyter's client, with the token against cross-site writes in each call. */
export function connectionTo(facts: Facts): ServerConnection.ISettings {
  const base = new URL(facts.baseUrl, location.href);
  return ServerConnection.makeSettings({
    baseUrl: base.href,
    wsUrl: base.href.replace(/^http/, "ws"),
    token: "",
    fetch: (input, init) => {
      const request = new Request(input, init);
      request.headers.set("X-XSRFToken", facts.xsrf);
      return answerTo(request);
    },
  });
}

/**
 * The server's answer. Whoever is signed out is led away to sign in, where a page of ours must
 * not go: to the browser that looks like no network at all, and to the child it must not.
 */
export async function answerTo(request: Request): Promise<Response> {
  const again = request.clone();
  const reply = await fetch(new Request(request, { redirect: "manual" }));
  if (reply.type !== "opaqueredirect") return reply;
  return fetch(again).catch(() => new Response("{}", { status: 403 }));
}
