// Runs the child's code on the lesson's kernel.
import { KernelConnection } from "@jupyterlab/services/lib/kernel/default";
import * as KernelAPI from "@jupyterlab/services/lib/kernel/restapi";
import type { Kernel, KernelMessage } from "@jupyterlab/services/lib/kernel";
import type { ServerConnection } from "@jupyterlab/services/lib/serverconnection";
import type { LessonApi } from "./lesson_api";
import type { Output } from "./notebook";

/** "renewed" is a kernel that took another's place: what ran before is forgotten. */
export type KernelState = "starting" | "ready" | "lost" | "restarting" | "renewed" | "dead";

/** What the room uses of Jupyter's connection to a kernel. */
export type Link = Pick<
  KernelConnection,
  "id" | "isDisposed" | "reconnect" | "requestExecute" | "sendInputReply" | "interrupt" | "dispose" | "statusChanged" | "connectionStatusChanged" | "info"
>;

/** What a run reports while it goes on. */
export interface Listener {
  output(output: Output): void;
  clear(wait: boolean): void;
  /** Asks the child; the answer goes back to the program. */
  ask(question: string, answer: (words: string) => void): void;
}

export interface Run {
  /** "gone": Python ended under it; "lost": nobody knows, since the network went. */
  status: "ok" | "stopped" | "gone" | "lost";
  errorKind: string | null;
  count: number | null;
}

/** A connection that was silent this long may only look alive: the computer slept, or the kernel was put away. */
const SILENT_MS = 60_000;

export class LessonKernel {
  private kernel: Link | undefined;
  private starting: Promise<Link> | undefined;
  private prepared: Promise<void> | undefined;
  private reached = false;
  private dropped = false;
  private lost = false;
  private restarting = false;
  private heardAt = 0;
  private stops = new Set<(status: "gone" | "lost") => void>();

  constructor(
    private readonly settings: ServerConnection.ISettings,
    private readonly api: Pick<LessonApi, "kernel">,
    private readonly setup: () => Promise<string[]>,
    private readonly tell: (state: KernelState) => void,
    private readonly link: (model: { id: string; name: string }) => Link = (model) =>
      new KernelConnection({ model, serverSettings: settings, handleComms: false }),
  ) {}

  /** Connects to the kernel, starting it where there is none or the old one was put away. */
  async connect(): Promise<Link> {
    const silent = this.stops.size === 0 && Date.now() - this.heardAt > SILENT_MS;
    if (this.kernel && !this.kernel.isDisposed && !this.dropped && !silent) return this.kernel;
    this.starting ??= this.open().finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  /** The network is back: see at once whether the kernel is, too. */
  async wake(): Promise<void> {
    if (!this.kernel) return;
    this.dropped = true;
    await this.connect().catch(() => undefined);
  }

  async run(code: string, listener: Listener): Promise<Run> {
    const kernel = await this.connect();
    await this.prepare(kernel);
    const future = kernel.requestExecute({ code, stop_on_error: false, allow_stdin: true }, true);
    const run: Run = { status: "ok", errorKind: null, count: null };
    future.onIOPub = (message) => {
      this.heardAt = Date.now();
      report(message, listener, run);
    };
    future.onStdin = (message) => {
      if (message.header.msg_type !== "input_request") return;
      const request = message as KernelMessage.IInputRequestMsg;
      listener.ask(request.content.prompt, (words) =>
        kernel.sendInputReply({ status: "ok", value: words }, request.header),
      );
    };
    await this.orGone(future.done, run);
    future.dispose();
    return run;
  }

  async stop(): Promise<void> {
    await this.kernel?.interrupt();
  }

  /** Starts Python afresh, whatever became of it. */
  async restart(): Promise<void> {
    this.tell("starting");
    this.letGo("gone");
    this.kernel?.dispose();
    this.reached = false;
    const model = await this.api.kernel();
    await KernelAPI.restartKernel(model.id, this.settings);
    await this.connect();
  }

  private async open(): Promise<Link> {
    const model = await this.api.kernel();
    const old = this.kernel;
    if (old && !old.isDisposed && old.id === model.id) {
      await old.reconnect();
      this.dropped = false;
      this.heardAt = Date.now();
      return old;
    }
    old?.dispose();
    if (old && this.reached) this.tell("renewed");
    return this.begin(model);
  }

  private begin(model: { id: string; name: string }): Link {
    const kernel = this.link(model);
    this.kernel = kernel;
    this.prepared = undefined;
    this.reached = this.dropped = this.lost = this.restarting = false;
    this.heardAt = Date.now();
    kernel.statusChanged.connect((_kernel, status) => this.onStatus(status));
    kernel.connectionStatusChanged.connect((_kernel, status) => kernel === this.kernel && this.onConnection(status));
    kernel.info.then(
      () => this.tell("ready"),
      () => undefined,
    );
    void this.prepare(kernel);
    return kernel;
  }

  private onConnection(status: Kernel.ConnectionStatus): void {
    if (status === "connected") {
      // After a restart the line comes anew, too: what was said to be away is there again.
      if (this.lost || this.restarting) this.tell("ready");
      this.reached = true;
      this.dropped = this.lost = this.restarting = false;
      return;
    }
    // Before it was ever reached, "connecting" is only its beginning.
    this.dropped ||= this.reached || status === "disconnected";
    if (status === "disconnected") {
      this.lost = true;
      this.letGo("lost");
      this.tell("lost");
    }
  }

  /**
   * Runs the lesson's locked setup cells once in each new kernel, as soon as they are known. They have
   * numbers of their own, or a traceback through them would seem to go through the child's first cell.
   */
  private prepare(kernel: Link): Promise<void> {
    this.prepared ??= this.setup().then((cells) => {
      for (const code of cells) kernel.requestExecute({ code }, true);
    });
    return this.prepared;
  }

  private onStatus(status: Kernel.Status): void {
    if (status === "autorestarting") {
      this.prepared = undefined;
      this.restarting = true;
      this.letGo("gone");
      this.tell("restarting");
    } else if (status === "dead") {
      this.letGo("gone");
      this.tell("dead");
    }
  }

  private letGo(status: "gone" | "lost"): void {
    for (const stop of this.stops) stop(status);
  }

  /** Waits for a run, or for the kernel to go away under it. */
  private async orGone(done: Promise<unknown>, run: Run): Promise<void> {
    let stop: (status: "gone" | "lost") => void = () => {};
    const gone = new Promise<void>((resolve) => {
      stop = (status) => {
        run.status = status;
        resolve();
      };
    });
    this.stops.add(stop);
    await Promise.race([done.catch(() => stop("gone")), gone]);
    this.stops.delete(stop);
  }
}

function report(message: KernelMessage.IIOPubMessage, listener: Listener, run: Run): void {
  const content = message.content as Record<string, unknown>;
  switch (message.header.msg_type) {
    case "execute_input":
      run.count = content.execution_count as number;
      break;
    case "stream":
    case "display_data":
    case "execute_result":
      listener.output(asOutput(message.header.msg_type, content));
      break;
    case "error":
      run.status = "stopped";
      run.errorKind = String(content.ename);
      listener.output(asOutput("error", content));
      break;
    case "clear_output":
      listener.clear(Boolean(content.wait));
      break;
  }
}

/** A message's content as notebook files keep it. */
function asOutput(kind: string, content: Record<string, unknown>): Output {
  const { transient: _transient, ...kept } = content;
  return { output_type: kind, ...kept } as Output;
}
