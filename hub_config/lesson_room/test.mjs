// Runs the room's unit tests (tests/*.test.ts) with node's own runner. Names of files
// without their ending may follow, to run only those.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import { build } from "esbuild";
import { here } from "./bundle.mjs";

const asked = process.argv.slice(2);
const names = readdirSync(join(here, "tests"))
  .filter((name) => name.endsWith(".test.ts"))
  .filter((name) => asked.length === 0 || asked.includes(name.replace(".test.ts", "")));
if (names.length === 0) throw new Error("There is no such test.");

/** What is too large to bundle, or must find its own files, is taken from where it is installed. */
const installed = {
  name: "installed",
  setup(builder) {
    const find = createRequire(import.meta.url);
    const whole = (path) => ({ path: pathToFileURL(find.resolve(path)).href, external: true });
    builder.onResolve({ filter: /^(happy-dom|esbuild)$/ }, ({ path }) => whole(path));
    builder.onResolve({ filter: /\.mjs$/ }, ({ path, resolveDir }) => whole(join(resolveDir, path)));
  },
};

const folder = mkdtempSync(join(tmpdir(), "room-tests-"));
try {
  await build({
    entryPoints: names.map((name) => join(here, "tests", name)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    banner: { js: 'import { createRequire as roomRequire } from "node:module"; const require = roomRequire(import.meta.url);' },
    define: { "process.env.ROOM": JSON.stringify(here) },
    plugins: [installed],
  });
  const files = names.map((name) => join(folder, name.replace(".ts", ".mjs")));
  const run = spawnSync(process.execPath, ["--test", "--enable-source-maps", "--test-concurrency=2", ...files], { stdio: "inherit" });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
