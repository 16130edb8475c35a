// Bundles src/main.ts into one script and one style sheet. `bundle.py` calls it:
//     node tools/bundle.mjs FOLDER HASH
// FOLDER gets editor.js, editor.css and the licences of what is bundled; HASH, of the sources, is
// written in each file's first line, so that a bundle tells which sources it was made from.
import { build } from "esbuild";
import { readFile, stat, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import path from "node:path";

const [folder, hash] = process.argv.slice(2);
if (!folder || !hash) throw new Error("usage: node tools/bundle.mjs FOLDER HASH");
const web = path.resolve(import.meta.dirname, "..");
const line = `/* localize editor, from sources ${hash} */`;

await build({
  absWorkingDir: web,
  entryPoints: { editor: "src/main.ts" },
  outdir: folder,
  bundle: true,
  format: "esm",
  minify: true,
  // The oldest browsers that have requestVideoFrameCallback's peers and what the styles use.
  target: ["chrome110", "firefox115", "safari16"],
  legalComments: "none", // editor.licenses.txt has them in full
  banner: { js: line, css: line },
  charset: "utf8",
  loader: { ".toml": "text" },
  logLevel: "warning",
}).catch(() => process.exit(1)); // esbuild has said why

const { dependencies } = JSON.parse(await readFile(path.join(web, "package.json"), "utf8"));
const licences = [];
for (const name of Object.keys(dependencies)) {
  const at = path.join(web, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(path.join(at, "package.json"), "utf8"));
  const text = await readFile(path.join(at, "LICENSE"), "utf8");
  licences.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
}
await writeFile(path.join(folder, "editor.licenses.txt"), licences.join("\n\n"));

for (const name of ["editor.js", "editor.css"]) {
  const at = path.join(folder, name);
  const bytes = await readFile(at);
  const kb = (size) => `${(size / 1000).toFixed(1)} kB`;
  console.log(`${name}  ${kb((await stat(at)).size)}  (gzip ${kb(gzipSync(bytes).length)})`);
}
