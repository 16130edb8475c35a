// Runs test/*.test.ts under node:test: bundled by esbuild, so that imports read as in the editor.
//     node tools/test.mjs [WORD…]     only files whose name has one of the words
import { build } from "esbuild";
import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import path from "node:path";

const web = path.resolve(import.meta.dirname, "..");
// The repository: tests read what lies beside the browser's code, as the constant ROOT.
const root = path.resolve(web, "../..");
// For one file, ms: one that does not end is told with what failed in it.
const LONGEST = 240_000;
const words = process.argv.slice(2);
const names = (await readdir(path.join(web, "test")))
  .filter((name) => name.endsWith(".test.ts"))
  .filter((name) => !words.length || words.some((word) => name.includes(word)))
  .sort();
if (!names.length) throw new Error("no test file of that name in ui/web/test");

// Inside the checkout, so that what tests import from node_modules is found.
const out = await mkdtemp(path.join(web, "node_modules", ".tests-"));
try {
  await build({
    absWorkingDir: web,
    entryPoints: names.map((name) => path.join("test", name)),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node22",
    sourcemap: "inline",
    loader: { ".css": "empty", ".toml": "text" },
    logLevel: "warning",
    define: { ROOT: JSON.stringify(root) },
  });
  const files = (await readdir(out)).filter((name) => name.endsWith(".mjs"));
  const run = spawn(
    process.execPath,
    ["--enable-source-maps", "--test", `--test-timeout=${LONGEST}`, ...files.map((name) => path.join(out, name))],
    { stdio: "inherit", env: { ...process.env, ROOT: root } },
  );
  process.exitCode = await new Promise((resolve) => run.on("exit", (code) => resolve(code ?? 1)));
} catch (error) {
  if (!error.errors) throw error;
  process.exitCode = 1; // esbuild has said why
} finally {
  await rm(out, { recursive: true, force: true });
}
