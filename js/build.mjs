// Bundles every widget in src/widgets into autograd_widgets/static: one .js and one .css each; and src/page.ts, which
// shows them on a page: a classic script, where the widgets are modules.
//
//   node build.mjs            minified, with a table of the sizes
//   node build.mjs --watch    not minified, again after every change, until Ctrl-C

import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { minify } from "terser";

const here = fileURLToPath(new URL(".", import.meta.url));
const widgets = join(here, "src", "widgets");
const bundles = join(here, "..", "autograd_widgets", "static");
const watch = process.argv.includes("--watch");

const modules = readdirSync(widgets)
  .filter((name) => name.endsWith(".tsx"))
  .map((name) => join(widgets, name));
const scripts = [join(here, "src", "page.ts")];

/** A widget that is gone must not find its way into a wheel: what is not built any more is removed. */
function clean() {
  mkdirSync(bundles, { recursive: true });
  const stems = new Set([...modules, ...scripts].map((path) => parse(path).name));
  for (const name of readdirSync(bundles)) {
    if (/\.(js|css)$/.test(name) && !stems.has(parse(name).name)) rmSync(join(bundles, name));
  }
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
async function smaller({ path, contents }, module) {
  if (watch || !path.endsWith(".js")) return { path, contents };
  const text = new TextDecoder().decode(contents);
  const { code } = await minify(text, { module, ecma: 2020, compress: { passes: 2 } });
  return { path, contents: new TextEncoder().encode(code) };
}

const output = {
  name: "output",
  setup(build) {
    build.onEnd(async ({ errors, outputFiles }) => {
      if (errors.length > 0) return;
      const isModule = build.initialOptions.format === "esm";
      const files = await Promise.all(outputFiles.map((file) => smaller(file, isModule)));
      for (const { path, contents } of files) writeFileSync(path, contents);
      printSizes(files);
    });
  },
};

const contextOf = (entryPoints, format) =>
  esbuild.context({
    entryPoints,
    format,
    outdir: bundles,
    write: false,
    bundle: true,
    target: "es2022",
    minify: !watch,
    charset: "utf8",
    tsconfig: join(here, "tsconfig.json"),
    logLevel: "warning",
    plugins: [output],
  });

clean();
const contexts = await Promise.all([contextOf(modules, "esm"), contextOf(scripts, "iife")]);
if (watch) {
  for (const context of contexts) await context.watch();
} else {
  const done = await Promise.allSettled(contexts.map((context) => context.rebuild())); // esbuild prints what fails
  for (const context of contexts) await context.dispose();
  process.exitCode = done.some(({ status }) => status === "rejected") ? 1 : 0;
}
