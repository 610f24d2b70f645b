// Runs named checks, prints a line for each, and gives the process its exit status: the same as checks.py.

import { parseArgs } from "node:util";

/** What a check saw and did not want. */
class Failed extends Error {}

export function expect(condition, why) {
  if (!condition) throw new Failed(why);
}

export function expectEqual(seen, wanted, what) {
  const [left, right] = [JSON.stringify(seen), JSON.stringify(wanted)];
  expect(left === right, `${what} is ${left}, not ${right}`);
}

/** The error of this kind that the call throws. */
export async function thrown(kind, call) {
  try {
    await call();
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
  throw new Failed(`no ${kind.name} was thrown`);
}

/** The arguments that every client harness takes. A kind of model that is not named is not checked; names of several are
 * separated by commas. */
export function targetArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "chat-model": { type: "string" },
      "embedding-model": { type: "string" },
      "image-model": { type: "string" },
      double: { type: "string" },
      skip: { type: "string", multiple: true, default: [] },
    },
  });
  const [baseURL, apiKey] = positionals;
  return {
    baseURL,
    apiKey,
    chatModel: values["chat-model"],
    embeddingModel: values["embedding-model"],
    imageModel: values["image-model"],
    double: values.double,
    skip: values.skip,
  };
}

function reason(error) {
  const text = error instanceof Failed ? error.message : `${error.name}: ${error.message}`;
  return text.replaceAll(/\s+/g, " ");
}

/** Runs each group of checks for each of the models that the target's field of the group's name lists, under a line
 * `for MODEL`, while the field names that model; the process ends with 1 if any failed. */
export async function runEach(target, groups) {
  let [passed, failed] = [0, 0];
  for (const [field, checks] of Object.entries(groups)) {
    for (const model of (target[field] ?? "").split(",").filter(Boolean)) {
      console.log(`for ${model}`);
      target[field] = model;
      const skipped = target.skip.map((name) => name.replace(`@${model}`, ""));
      const counts = await tried(checks, skipped);
      passed += counts.passed;
      failed += counts.failed;
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}

/** How many passed, and how many failed. */
async function tried(checks, skip) {
  let [passed, failed] = [0, 0];
  for (const check of checks) {
    const name = check.name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (skip.includes(name)) {
      console.log(`skip ${name}`);
      continue;
    }
    try {
      await check();
      passed += 1;
      console.log(`ok ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL ${name}: ${reason(error)}`);
    }
  }
  return { passed, failed };
}
