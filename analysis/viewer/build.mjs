// Makes dist/viewer.html: one page with everything in it, from src/ and the pinned packages of package-lock.json.
//   node build.mjs            writes it
//   node build.mjs --check    fails if it is not what these sources make
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const product = join(here, "dist", "viewer.html");

/** Of every file that the page is made of.  The page carries it, so that a stale page is found without building. */
function sourceDigest() {
  const files = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path); else files.push(path);
    }
  };
  walk(join(here, "src"));
  files.push(join(here, "build.mjs"), join(here, "package-lock.json"));
  const hash = createHash("sha256");
  for (const name of files.map((path) => relative(here, path).replaceAll("\\", "/")).sort()) {
    hash.update(`${name}\0`).update(readFileSync(join(here, name))).update("\0");
  }
  return hash.digest("hex");
}

/** h5wasm carries its WebAssembly as a text in its script.  It is taken out, to be kept packed in the page. */
function takeWasmOut() {
  let wasm;
  const plugin = {
    name: "take-wasm-out",
    setup(build) {
      build.onLoad({ filter: /h5wasm[/\\]dist[/\\]esm[/\\]hdf5_util\.js$/ }, ({ path }) => {
        const script = readFileSync(path, "utf8");
        const found = /function findWasmBinary\(\)\{return binaryDecode\(('(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*")\)\}/.exec(script);
        if (!found) throw new Error(`${path}: no WebAssembly found where h5wasm 0.10.3 has it`);
        const text = new Function(`return ${found[1]}`)();
        wasm = Uint8Array.from(text, (letter) => { const code = letter.charCodeAt(0); return (~code >> 8) & code; });
        const call = "wasmBinaryFile??=findWasmBinary();";
        if (!script.includes(call)) throw new Error(`${path}: its WebAssembly is not read where h5wasm 0.10.3 reads it`);
        const contents = script.replace(found[0], "").replace(call, "wasmBinaryFile??=await globalThis.octosimHdf5;");
        return { contents, loader: "js" };
      });
    },
  };
  return { plugin, bytes: () => wasm };
}

async function bundle(entry, plugins = []) {
  const made = await esbuild.build({
    entryPoints: [join(here, "src", entry)], bundle: true, minify: true, write: false, format: "iife", target: "es2022",
    platform: "browser", charset: "ascii", legalComments: "none", plugins, absWorkingDir: here, logLevel: "error",
    define: { "import.meta.url": "''" },
  });
  return made.outputFiles[0].text;
}

function license(name) {
  const folder = join(here, "node_modules", name);
  const file = ["LICENSE", "LICENSE.txt", "LICENSE.md"].map((each) => join(folder, each)).find(existsSync);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return `${name} ${version}\n\n${readFileSync(file, "utf8").trim()}\n`;
}

const fill = (page, marks) => Object.entries(marks).reduce((text, [mark, value]) => {
  if (text.split(mark).length !== 2) throw new Error(`src/page.html must have ${mark} once`);
  return text.replace(mark, () => value);
}, page);
const inScript = (text) => text.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

async function make() {
  const taken = takeWasmOut();
  const worker = await bundle("worker/worker.mjs", [taken.plugin]);
  const app = await bundle("main.mjs");
  const style = readFileSync(join(here, "node_modules/uplot/dist/uPlot.min.css"), "utf8") + readFileSync(join(here, "src/style.css"), "utf8");
  const notices = `${license("h5wasm")}\nChanged in this page: the WebAssembly of h5wasm is kept compressed and handed to it when it starts; nothing else.\n` +
    `h5wasm contains the HDF5 library, whose notice is above, and zlib.\n\n${license("uplot")}`;
  return fill(readFileSync(join(here, "src/page.html"), "utf8"), {
    "@SOURCES@": sourceDigest(), "/*STYLE*/": style, "@NOTICES@": escaped(notices), "@HDF5@": gzipSync(taken.bytes(), { level: 9 }).toString("base64"),
    "/*WORKER*/": inScript(worker), "/*APP*/": inScript(app),
  });
}

const page = await make();
if (process.argv.includes("--check")) {
  if (!existsSync(product) || readFileSync(product, "utf8") !== page) {
    console.error("dist/viewer.html is not what the sources make: npm run build, and commit it");
    process.exit(1);
  }
  console.log("dist/viewer.html: is what the sources make");
} else {
  mkdirSync(dirname(product), { recursive: true });
  writeFileSync(product, page);
  console.log(`dist/viewer.html: ${(page.length / 1e6).toFixed(2)} MB`);
}
