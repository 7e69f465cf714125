// Runs the child's code on the lesson's kernel.
import { KernelConnection } from "@jupyterlab/services/lib/kernel/default";
import * as KernelAPI from "@jupyterlab/services/lib/kernel/restapi";
import type { Kernel, KernelMessage } from "@jupyterlab/services/lib/kernel";
import type { ServerConnection } from "@jupyterlab/services/lib/serverconnection";
import type { LessonApi } from "./lesson_api";
import type { Output } from "./notebook";

export type KernelState = "starting" | "ready" | "lost" | "restarting" | "dead";

/** What a run reports while it goes on. */
export interface Listener {
  output(output: Output): void;
  clear(wait: boolean): void;
  /** Asks the child; the answer goes back to the program. */
  ask(question: string, answer: (words: string) => void): void;
}

export interface Run {
  status: "ok" | "stopped" | "gone";
  errorKind: string | null;
  count: number | null;
}

export class LessonKernel {
  private kernel: KernelConnection | undefined;
  private starting: Promise<KernelConnection> | undefined;
  private prepared = false;
  private stops = new Set<() => void>();

  constructor(
    private readonly settings: ServerConnection.ISettings,
    private readonly api: LessonApi,
    private readonly setup: () => string[],
    private readonly tell: (state: KernelState) => void,
  ) {}

  /** Connects to the kernel, starting it where there is none. */
  async connect(): Promise<KernelConnection> {
    if (this.kernel && !this.kernel.isDisposed) {
      if (this.kernel.connectionStatus === "disconnected") await this.kernel.reconnect();
      return this.kernel;
    }
    this.starting ??= this.open().finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  async run(code: string, listener: Listener): Promise<Run> {
    const kernel = await this.connect();
    this.prepare(kernel);
    const future = kernel.requestExecute({ code, stop_on_error: false, allow_stdin: true }, true);
    const run: Run = { status: "ok", errorKind: null, count: null };
    future.onIOPub = (message) => report(message, listener, run);
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
    this.letGo();
    this.kernel?.dispose();
    const model = await this.api.kernel();
    await KernelAPI.restartKernel(model.id, this.settings);
    await this.connect();
  }

  private async open(): Promise<KernelConnection> {
    const model = await this.api.kernel();
    const kernel = new KernelConnection({ model, serverSettings: this.settings, handleComms: false });
    this.kernel = kernel;
    this.prepared = false;
    kernel.statusChanged.connect((_kernel, status) => this.onStatus(status));
    kernel.connectionStatusChanged.connect((_kernel, status) => {
      if (status === "disconnected") this.tell("lost");
    });
    kernel.info.then(
      () => this.tell("ready"),
      () => undefined,
    );
    this.prepare(kernel);
    return kernel;
  }

  /** Runs the lesson's locked setup cells once in each new kernel. */
  private prepare(kernel: KernelConnection): void {
    if (this.prepared) return;
    this.prepared = true;
    for (const code of this.setup()) kernel.requestExecute({ code, store_history: false }, true);
  }

  private onStatus(status: Kernel.Status): void {
    if (status === "autorestarting") {
      this.prepared = false;
      this.letGo();
      this.tell("restarting");
    } else if (status === "dead") {
      this.letGo();
      this.tell("dead");
    }
  }

  private letGo(): void {
    for (const stop of this.stops) stop();
  }

  /** Waits for a run, or for the kernel to go away under it. */
  private async orGone(done: Promise<unknown>, run: Run): Promise<void> {
    let stop = () => {};
    const gone = new Promise<void>((resolve) => {
      stop = () => {
        run.status = "gone";
        resolve();
      };
    });
    this.stops.add(stop);
    await Promise.race([done.catch(stop), gone]);
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
