// Ideogram 3.0 as the package `ideogram-api` calls it, on the loopback address.
// usage: ideogram_double.mjs --port N --aimock URL (which is not asked); the package is found in CLIENTS_CACHE
// A call is taken if the package allows its parameters and would itself have sent every field of it, as it is, to the same
// place; but for masks, whose operation Ideogram has renamed since.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { port: { type: "string" }, aimock: { type: "string" } } });
const published = `${process.env.CLIENTS_CACHE}/node_modules/ideogram-api/dist`;
const [{ IdeogramAPI }, { validateOperationParams }] = await Promise.all(
  ["api.js", "config.js"].map((file) => import(`${published}/${file}`)),
);

const PICTURE = readFileSync(new URL("square.png", import.meta.url));
// What the package calls each operation, by where Ideogram has it.
const OPERATIONS = {
  "/v1/ideogram-v3/generate": { name: "generate-v3", method: "generate", path: "/v1/ideogram-v3/generate" },
  "/v1/ideogram-v3/remix": { name: "remix-v3", method: "remix", path: "/v1/ideogram-v3/remix" },
  "/v1/ideogram-v3/inpaint": { name: "edit-v3", method: "edit", path: "/v1/ideogram-v3/edit" },
};
const journal = [];

// Its address must be a secure one, and is never called: what it would send stays here.
const api = new IdeogramAPI("key", "https://ideogram.invalid", "error");
api._makeRequest = async (path, form) => ({ path, fields: await fieldsOf(form.getHeaders()["content-type"], form.getBuffer()) });

class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

function expect(condition, status, message) {
  if (!condition) throw new Refused(status, message);
}

/** A form's fields by their names: texts, and the content of files in base64. */
async function fieldsOf(contentType, body) {
  const form = await new Response(body, { headers: { "content-type": contentType } }).formData();
  const fields = {};
  for (const [name, value] of form) {
    expect(!(name in fields), 400, `${name} is there twice`);
    fields[name] = typeof value === "string" ? value : { file: Buffer.from(await value.arrayBuffer()).toString("base64") };
  }
  return fields;
}

/** The same as the package's parameters. */
function parametersOf(fields) {
  const numbers = ["num_images", "seed", "image_weight"];
  const written = (name, value) => {
    if (value.file !== undefined) return Buffer.from(value.file, "base64");
    return numbers.includes(name) ? Number(value) : value;
  };
  const named = Object.entries(fields).map(([name, value]) => [
    name.replaceAll(/_([a-z])/g, (_, letter) => letter.toUpperCase()),
    written(name, value),
  ]);
  return Object.fromEntries(named);
}

async function judged(operation, fields) {
  try {
    validateOperationParams(operation.name, parametersOf(fields));
  } catch (fault) {
    throw new Refused(400, fault.message);
  }
  const theirs = await api[operation.method](parametersOf(fields));
  expect(theirs.path === operation.path, 400, `not ${theirs.path}`);
  for (const [name, value] of Object.entries(fields)) {
    const same = JSON.stringify(theirs.fields[name]) === JSON.stringify(value);
    expect(same, 400, `${name} is not what the package would send`);
  }
}

async function drawn(request, body, root) {
  const operation = OPERATIONS[request.url];
  expect(operation, 404, "no such operation");
  expect(request.headers["api-key"], 401, "no Api-Key");
  const fields = await fieldsOf(request.headers["content-type"] ?? "", body);
  await judged(operation, fields);
  journal.push({ path: request.url, body: fields });
  const picture = { url: `${root}/square.png`, prompt: fields.prompt, resolution: "1024x1024", is_image_safe: true, seed: 1 };
  return { created: "2026-01-01T00:00:00Z", data: Array(Number(fields.num_images ?? 1)).fill(picture) };
}

async function answerTo(request, root) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  if (request.url === "/health") return {};
  if (request.url === "/journal" && request.method === "DELETE") journal.length = 0;
  if (request.url === "/journal") return journal;
  expect(request.method === "POST", 404, "no such operation");
  return drawn(request, Buffer.concat(chunks), root);
}

const server = createServer(async (request, response) => {
  if (request.url === "/square.png") return response.setHeader("content-type", "image/png").end(PICTURE);
  const said = await answerTo(request, `http://${request.headers.host}`).catch((fault) => {
    response.statusCode = fault.status ?? 400;
    return { error: fault.message };
  });
  response.setHeader("content-type", "application/json").end(JSON.stringify(said));
});
server.listen(Number(values.port), "127.0.0.1");
