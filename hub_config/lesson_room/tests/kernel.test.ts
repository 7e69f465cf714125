import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import "./page";
import { Signal } from "@lumino/signaling";
import type { Kernel, KernelMessage } from "@jupyterlab/services/lib/kernel";
import type { ServerConnection } from "@jupyterlab/services/lib/serverconnection";
import { LessonKernel, type KernelState, type Link, type Listener } from "../src/kernel";
import type { Output } from "../src/notebook";

type Reply = (message: KernelMessage.IIOPubMessage) => void;

/** A run that a test brings to its end. */
class Future {
  onIOPub: Reply = () => {};
  onStdin: (message: KernelMessage.IStdinMessage) => void = () => {};
  finish = () => {};
  fail = () => {};
  readonly done = new Promise<void>((resolve, reject) => {
    this.finish = resolve;
    this.fail = () => reject(new Error("cancelled"));
  });

  dispose(): void {}

  sends(kind: string, content: object): void {
    this.onIOPub({ header: { msg_type: kind }, content } as unknown as KernelMessage.IIOPubMessage);
  }
}

class FakeLink {
  isDisposed = false;
  ran: string[] = [];
  futures: Future[] = [];
  answers: string[] = [];
  reconnects = 0;
  readonly statusChanged = new Signal<FakeLink, Kernel.Status>(this);
  readonly connectionStatusChanged = new Signal<FakeLink, Kernel.ConnectionStatus>(this);
  readonly info = Promise.resolve({});

  constructor(readonly id: string) {}

  requestExecute({ code }: { code: string }): Future {
    this.ran.push(code);
    const future = new Future();
    this.futures.push(future);
    return future;
  }

  sendInputReply({ value }: { value: string }): void {
    this.answers.push(value);
  }

  async reconnect(): Promise<void> {
    this.reconnects++;
    this.goes("connected");
  }

  async interrupt(): Promise<void> {
    this.futures.at(-1)!.finish();
  }

  dispose(): void {
    this.isDisposed = true;
  }

  goes(status: Kernel.ConnectionStatus): void {
    this.connectionStatusChanged.emit(status);
  }
}

let links: FakeLink[];
let states: KernelState[];
let asked: number;
let serving: string;
let online: boolean;
let kernel: LessonKernel;
let setup: Promise<string[]>;
const heard: Output[] = [];
const listener: Listener = { output: (output) => heard.push(output), clear: () => {}, ask: (_words, answer) => answer("Zing") };

beforeEach(() => {
  links = [];
  states = [];
  asked = 0;
  serving = "first";
  online = true;
  heard.length = 0;
  setup = Promise.resolve(["setup"]);
  const api = {
    kernel: async () => {
      asked++;
      if (!online) throw new Error("not reached");
      return { id: serving, name: "python3" };
    },
  };
  kernel = new LessonKernel({} as ServerConnection.ISettings, api, () => setup, (state) => states.push(state), (model) => {
    const made = new FakeLink(model.id);
    links.push(made);
    return made as unknown as Link;
  });
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function connected(): Promise<FakeLink> {
  await kernel.connect();
  links[0].goes("connected");
  await turn();
  return links[0];
}

test("starts one kernel however often it is asked, and prepares it once", async () => {
  await Promise.all([kernel.connect(), kernel.connect()]);
  await kernel.connect();
  assert.equal(asked, 1);
  await turn();
  assert.deepEqual(links[0].ran, ["setup"]);
  assert.deepEqual(states, ["ready"]);
});

test("what a child runs early waits for what Python must run first", async () => {
  let known: (cells: string[]) => void = () => {};
  setup = new Promise((resolve) => {
    known = resolve;
  });
  const link = await connected();
  const going = kernel.run("x", listener);
  await turn();
  assert.deepEqual(link.ran, []);
  known(["setup"]);
  await turn();
  assert.deepEqual(link.ran, ["setup", "x"]);
  link.futures.at(-1)!.finish();
  assert.equal((await going).status, "ok");
});

test("tells what a run prints, what kind its trouble is and that it ended", async () => {
  const link = await connected();
  const going = kernel.run("print(1)", listener);
  await turn();
  const future = link.futures.at(-1)!;
  future.sends("execute_input", { execution_count: 4 });
  future.sends("stream", { name: "stdout", text: "1\n" });
  future.sends("error", { ename: "NameError", evalue: "x", traceback: [] });
  future.finish();
  assert.deepEqual(await going, { status: "stopped", errorKind: "NameError", count: 4 });
  assert.deepEqual(heard.map((output) => output.output_type), ["stream", "error"]);
});

test("passes the child's answer on", async () => {
  const link = await connected();
  void kernel.run("input()", listener);
  await turn();
  link.futures.at(-1)!.onStdin({ header: { msg_type: "input_request" }, content: { prompt: "?" } } as unknown as KernelMessage.IStdinMessage);
  assert.deepEqual(link.answers, ["Zing"]);
});

test("after sleep the first run works again by itself", async () => {
  const link = await connected();
  link.goes("connecting");
  link.goes("disconnected");
  const going = kernel.run("x", listener);
  await turn();
  await turn();
  assert.equal(link.reconnects, 1);
  link.futures.at(-1)!.finish();
  assert.equal((await going).status, "ok");
  assert.deepEqual(states, ["ready", "lost", "ready"]);
});

test("a kernel that was put away meanwhile is replaced, prepared and said", async () => {
  const link = await connected();
  link.goes("connecting");
  serving = "second";
  const going = kernel.run("x", listener);
  await turn();
  await turn();
  assert.ok(link.isDisposed);
  assert.deepEqual(links[1].ran, ["setup", "x"]);
  links[1].futures.at(-1)!.finish();
  assert.equal((await going).status, "ok");
  assert.ok(states.includes("renewed"));
});

test("a line that looks alive after a long silence is not trusted", async () => {
  mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const link = await connected();
  await kernel.connect();
  assert.equal(link.reconnects, 0);
  mock.timers.setTime(2_000_000);
  await kernel.connect();
  assert.equal(link.reconnects, 1);
  serving = "second";
  mock.timers.setTime(3_000_000);
  await kernel.connect();
  assert.ok(link.isDisposed);
  assert.ok(states.includes("renewed"));
  mock.timers.reset();
});

test("while a run goes on, its silence is no reason to doubt", async () => {
  mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const link = await connected();
  const going = kernel.run("while True: pass", listener);
  await turn();
  mock.timers.setTime(2_000_000);
  await kernel.connect();
  assert.equal(link.reconnects, 0);
  link.futures.at(-1)!.finish();
  await going;
  mock.timers.reset();
});

test("a run says that Python could not be reached while the network is away", async () => {
  const link = await connected();
  link.goes("disconnected");
  online = false;
  await assert.rejects(kernel.run("x", listener));
  online = true;
  const going = kernel.run("x", listener);
  await turn();
  await turn();
  link.futures.at(-1)!.finish();
  assert.equal((await going).status, "ok");
});

test("a short drop during a run is waited out", async () => {
  const link = await connected();
  const going = kernel.run("x", listener);
  await turn();
  link.goes("connecting");
  link.goes("connected");
  link.futures.at(-1)!.finish();
  assert.equal((await going).status, "ok");
});

const ENDS: [says: string, happens: (link: FakeLink) => void, status: string, state: KernelState][] = [
  ["the network goes for good", (link) => link.goes("disconnected"), "lost", "lost"],
  ["the kernel starts again by itself", (link) => link.statusChanged.emit("autorestarting"), "gone", "restarting"],
  ["the kernel is dead", (link) => link.statusChanged.emit("dead"), "gone", "dead"],
];

for (const [says, happens, status, state] of ENDS) {
  test(`a run ends when ${says}`, async () => {
    const link = await connected();
    const going = kernel.run("x", listener);
    await turn();
    happens(link);
    assert.equal((await going).status, status);
    assert.equal(states.at(-1), state);
  });
}

test("a kernel that restarted by itself is prepared again before the next run", async () => {
  const link = await connected();
  link.statusChanged.emit("autorestarting");
  const going = kernel.run("x", listener);
  await turn();
  assert.deepEqual(link.ran, ["setup", "setup", "x"]);
  link.futures.at(-1)!.finish();
  await going;
});

test("once the line comes anew after a restart Python is ready", async () => {
  const link = await connected();
  link.statusChanged.emit("autorestarting");
  link.goes("connecting");
  assert.equal(states.at(-1), "restarting");
  link.goes("connected");
  assert.equal(states.at(-1), "ready");
});

test("waking looks at the connection at once; before anything ran it does nothing", async () => {
  await kernel.wake();
  assert.equal(asked, 0);
  const link = await connected();
  await kernel.wake();
  assert.equal(link.reconnects, 1);
  online = false;
  await kernel.wake();
  online = true;
  await kernel.connect();
  assert.equal(link.reconnects, 2);
});

test("stop interrupts", async () => {
  const link = await connected();
  const going = kernel.run("while True: pass", listener);
  await turn();
  await kernel.stop();
  assert.equal((await going).status, "ok");
  assert.equal(link.futures.length, 2);
});
