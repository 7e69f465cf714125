// Builds the lesson room into hub_config/lesson_server/static/: one script that the
// page loads, the parts it loads when needed, one stylesheet, the fonts.
import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, "..", "lesson_server", "static");

await rm(built, { recursive: true, force: true });
await build({
  entryPoints: [join(here, "src", "room.ts"), join(here, "css", "room.css")],
  outdir: built,
  entryNames: "[name]",
  chunkNames: "parts/[name]-[hash]",
  assetNames: "fonts/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  loader: { ".woff2": "file" },
  define: { "process.env.NODE_ENV": '"production"' },
});

const names = [...(await readdir(built)), ...(await readdir(join(built, "parts"))).map((name) => join("parts", name))];
for (const name of names.filter((each) => /\.(js|css)$/.test(each))) {
  const content = await readFile(join(built, name));
  console.log(`${name} ${(gzipSync(content).length / 1024).toFixed(1)} KiB gzipped`);
}
