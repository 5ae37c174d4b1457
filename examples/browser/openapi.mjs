// openapi.mjs DOCUMENT COLLECTION ITEM JSON: validates an OpenAPI document, makes a typed client of it, and has that create and read
// something.
//
//   node openapi.mjs http://localhost:8888/openapi.json /posts '/posts/{id}' '{"title": "Hello", "text": "…"}'
//
// COLLECTION takes a POST with the JSON, whose answer has an id; ITEM gives it back for that. Headers for the client, a cookie or a
// token, may stand in OPENAPI_HEADERS as JSON. Prints a line for each step; the exit code says whether all went well.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Validator } from "@seriousme/openapi-schema-validator";
import openapiTS, { astToString } from "openapi-typescript";

const [address, collection, item, json] = process.argv.slice(2);
const headers = JSON.parse(process.env.OPENAPI_HEADERS ?? "{}");
const here = dirname(fileURLToPath(import.meta.url));
const parameter = item.match(/\{(\w+)}/)[1];

const response = await fetch(address, { headers });
if (!response.ok) throw new Error(`${address} answers ${response.status}`);
const api = await response.json();

const judged = await new Validator().validate(structuredClone(api));
if (!judged.valid) throw new Error("the document is not valid: " + JSON.stringify(judged.errors, null, 2));
console.log(`valid: OpenAPI ${api.openapi}, ${Object.keys(api.paths).length} paths`);

const types = astToString(await openapiTS(structuredClone(api)));
const folder = mkdtempSync(join(here, "client-"));      // here, so that it finds openapi-fetch
try {
  writeFileSync(join(folder, "api.ts"), types);
  writeFileSync(join(folder, "client.ts"), `
import createClient from "openapi-fetch";
import type { paths } from "./api.js";

const client = createClient<paths>({ baseUrl: ${JSON.stringify(new URL(address).origin)}, headers: ${JSON.stringify(headers)} });
const created = await client.POST(${JSON.stringify(collection)}, { body: ${json} });
if (created.error || !created.data) throw new Error("not created: " + JSON.stringify(created.error));
const id = created.data.id;
const read = await client.GET(${JSON.stringify(item)}, { params: { path: { ${parameter}: id } } });
if (read.error || !read.data) throw new Error("not read: " + JSON.stringify(read.error));
if (JSON.stringify(read.data) !== JSON.stringify(created.data)) throw new Error("read " + JSON.stringify(read.data));
console.log("created and read: " + JSON.stringify(read.data));
`);
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const lib = ["es2022", "dom", "dom.iterable"];
  const compilerOptions = { strict: true, target: "es2022", module: "nodenext", types: [], lib, skipLibCheck: true };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["client.ts"] }));
  execFileSync(process.execPath, [tsc, "-p", folder], { stdio: "inherit" });
  console.log("the client is well typed");
  await import(pathToFileURL(join(folder, "client.js")));
} finally {
  rmSync(folder, { recursive: true });
}
