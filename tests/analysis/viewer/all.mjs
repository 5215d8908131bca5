// All tests of one browser in one process: node all.mjs A.test.mjs B.test.mjs ...
import { pathToFileURL } from "node:url";

for (const file of process.argv.slice(2)) await import(pathToFileURL(file).href);
