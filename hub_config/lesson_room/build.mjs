// Builds the lesson room into hub_config/lesson_server/static/: one script that the
// page loads, the parts it loads when needed, one stylesheet, the fonts.
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { early, here, page } from "./bundle.mjs";

const built = join(here, "..", "lesson_server", "static");

await rm(built, { recursive: true, force: true });
await build({ ...page, outdir: built });
await build({ ...early, outdir: built });

const names = [...(await readdir(built)), ...(await readdir(join(built, "parts"))).map((name) => join("parts", name))];
for (const name of names.filter((each) => /\.(js|css)$/.test(each))) {
  const content = await readFile(join(built, name));
  console.log(`${name} ${(gzipSync(content).length / 1024).toFixed(1)} KiB gzipped`);
}
