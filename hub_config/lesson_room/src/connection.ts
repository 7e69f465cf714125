// How the room reaches the child's own server.
import { ServerConnection } from "@jupyterlab/services/lib/serverconnection";
import type { Facts } from "./facts";

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
      return fetch(request);
    },
  });
}
