// Bundles every widget in src/widgets into autograd_widgets/static: one .js and one .css each.
//
//   node build.mjs            minified, with a table of the sizes
//   node build.mjs --watch    not minified, again after every change, until Ctrl-C

import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { minify } from "terser";

const here = fileURLToPath(new URL(".", import.meta.url));
const widgets = join(here, "src", "widgets");
const bundles = join(here, "..", "autograd_widgets", "static");
const watch = process.argv.includes("--watch");

const entryPoints = readdirSync(widgets)
  .filter((name) => name.endsWith(".tsx"))
  .map((name) => join(widgets, name));

/** A widget that is gone must not find its way into a wheel: what this build did not write is removed. */
function write(outputFiles) {
  mkdirSync(bundles, { recursive: true });
  const written = new Set(outputFiles.map(({ path }) => basename(path)));
  for (const name of readdirSync(bundles)) {
    if (/\.(js|css)$/.test(name) && !written.has(name)) rmSync(join(bundles, name));
  }
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
}

function printSizes(outputFiles) {
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
  const stems = new Set(outputFiles.map(({ path }) => parse(path).name));
  for (const stem of stems) {
    const parts = outputFiles.filter(({ path }) => parse(path).name === stem);
    const raw = parts.reduce((sum, { contents }) => sum + contents.length, 0);
    const gzipped = parts.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
    console.log(`${stem.padEnd(24)}${kilobytes(raw)}${kilobytes(gzipped)} gzipped (js + css)`);
  }
}

/** A bundle is embedded in every notebook that holds its widget: Terser takes another 4 % off what esbuild leaves. */
async function smaller({ path, contents }) {
  if (watch || !path.endsWith(".js")) return { path, contents };
  const text = new TextDecoder().decode(contents);
  const { code } = await minify(text, { module: true, ecma: 2020, compress: { passes: 2 } });
  return { path, contents: new TextEncoder().encode(code) };
}

const output = {
  name: "output",
  setup(build) {
    build.onEnd(async ({ errors, outputFiles }) => {
      if (errors.length > 0) return;
      const files = await Promise.all(outputFiles.map(smaller));
      write(files);
      printSizes(files);
    });
  },
};

const context = await esbuild.context({
  entryPoints,
  outdir: bundles,
  write: false,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: !watch,
  charset: "utf8",
  tsconfig: join(here, "tsconfig.json"),
  logLevel: "warning",
  plugins: [output],
});

if (watch) {
  await context.watch();
} else {
  const failed = await context.rebuild().then(
    () => false,
    () => true, // esbuild has printed why
  );
  await context.dispose();
  process.exitCode = failed ? 1 : 0;
}
