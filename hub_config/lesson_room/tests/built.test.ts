import assert from "node:assert/strict";
import { before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { build, type BuildOptions, type OutputFile } from "esbuild";
import { early, page } from "../bundle.mjs";
import { withThemes } from "../themes.mjs";

const MOST_KIB = 400;
/** Names of XML's kinds: they look like addresses and are never asked. */
const NAMESPACES = /^http:\/\/www\.w3\.org\//;

let built: OutputFile[];
before(async () => {
  const parts = [page, early].map((options) => build({ ...(options as BuildOptions), outdir: "/built", write: false }));
  built = (await Promise.all(parts)).flatMap((each) => each.outputFiles ?? []);
});

test("the scripts and styles name no other origin", () => {
  const texts = built.filter((file) => /\.(?:js|css)$/.test(file.path));
  assert.ok(texts.length >= 4);
  const named = texts.flatMap((file) => file.text.replaceAll("%3A", ":").match(/\b(?:https?|wss?):\/\/[\w.-]+[^\s"'`)]*/g) ?? []);
  assert.ok(named.length > 0);
  assert.deepEqual(
    named.filter((address) => !NAMESPACES.test(address)),
    [],
  );
  assert.ok(texts.every((file) => !/url\(\s*["']?\/\//.test(file.text)));
});

test(`everything the page can load is under ${MOST_KIB} KiB compressed`, () => {
  const compressed = built.map((file) => (/\.woff2$/.test(file.path) ? file.contents.length : gzipSync(file.contents).length));
  const all = compressed.reduce((sum, size) => sum + size, 0);
  // A page is set in one kind of letters or the other.
  for (const other of [/opendyslexic/, /hyperlegible-next|baloo/]) {
    const spared = built.filter((file) => other.test(file.path)).reduce((sum, file) => sum + file.contents.length, 0);
    assert.ok(spared > 0);
    assert.ok(all - spared < MOST_KIB * 1024, `${((all - spared) / 1024).toFixed(0)} KiB`);
  }
});

test("a device rule that cannot be widened to themes stops the build", () => {
  assert.throws(() => withThemes("@media (prefers-color-scheme: dark) { .a { color: red } }", "x.css"), /x\.css/);
  assert.match(withThemes("@media (prefers-color-scheme: dark) { :root { --a: b; } }", "x.css"), /data-theme="contrast"/);
});
