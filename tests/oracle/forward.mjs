// An independent forward pass: ONNX Runtime behind a line protocol, for tests only.
//
// Request, one JSON object a line on standard input:
//   {"model": "/path/net.onnx", "inputs": [[0.5, -1], [1, 2]]}
// Answer, one JSON object a line on standard output, in the order of the requests:
//   {"outputs": [[0.25], [3]]}      or      {"error": "what was wrong, where, and what was expected"}
//
// Each input is one point, flattened row-major; it is rounded to the model's element type (float32 as a rule) and
// given the model's input shape with symbolic dimensions set to 1. Outputs are printed so that reading them back as
// float64 gives exactly the number that the runtime computed; a number that is not finite is the string "NaN",
// "Infinity" or "-Infinity". Graph optimization is off and one thread is used: nodes run as the file states them.

import { readFile, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { gunzipSync } from "node:zlib";
import * as ort from "onnxruntime-node";

const MAXIMAL_OPEN_SESSIONS = 32;
const ARRAY_OF_TYPE = { float32: Float32Array, float64: Float64Array };
const SESSION_OPTIONS = { graphOptimizationLevel: "disabled", intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 };

/** Open sessions by path and file version; a Map keeps insertion order, so the first is the least recently used. */
const sessions = new Map();

async function openSession(path) {
  const file = await stat(path);
  const key = `${path}\n${file.mtimeMs}\n${file.size}`;
  let session = sessions.get(key);
  if (session === undefined) {
    const bytes = await readFile(path);
    session = await ort.InferenceSession.create(path.endsWith(".gz") ? gunzipSync(bytes) : bytes, SESSION_OPTIONS);
    if (sessions.size >= MAXIMAL_OPEN_SESSIONS) {
      const [oldest, unused] = sessions.entries().next().value;
      sessions.delete(oldest);
      await unused.release();
    }
  }
  sessions.delete(key);
  sessions.set(key, session);
  return session;
}

function describeInput(session) {
  if (session.inputMetadata.length !== 1 || session.outputMetadata.length !== 1) {
    throw new Error(
      `it has ${session.inputMetadata.length} inputs and ${session.outputMetadata.length} outputs; expected one of each`);
  }
  const { name, type, shape } = session.inputMetadata[0];
  if (!(type in ARRAY_OF_TYPE)) {
    throw new Error(`input '${name}' has element type ${type}; expected ${Object.keys(ARRAY_OF_TYPE).join(" or ")}`);
  }
  const dimensions = shape.map((dimension) => (typeof dimension === "number" && dimension > 0 ? dimension : 1));
  return { name, type, dimensions, size: dimensions.reduce((product, dimension) => product * dimension, 1) };
}

function printable(value) {
  const number = Number(value);
  return Number.isFinite(number) ? number : String(number);
}

async function answer({ model, inputs }) {
  if (typeof model !== "string" || !Array.isArray(inputs)) {
    throw new Error('a request is {"model": path, "inputs": [[number, ...], ...]}');
  }
  const session = await openSession(model);
  const input = describeInput(session);
  const outputs = [];
  for (const [index, point] of inputs.entries()) {
    if (!Array.isArray(point) || point.length !== input.size || !point.every(Number.isFinite)) {
      throw new Error(`inputs[${index}] must be ${input.size} finite numbers for input '${input.name}'`);
    }
    const tensor = new ort.Tensor(input.type, ARRAY_OF_TYPE[input.type].from(point), input.dimensions);
    const result = await session.run({ [input.name]: tensor });
    outputs.push(Array.from(result[session.outputNames[0]].data, printable));
  }
  return { outputs };
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (line.trim() === "") {
    continue;
  }
  let request;
  let reply;
  try {
    request = JSON.parse(line);
    reply = await answer(request);
  } catch (error) {
    reply = { error: `${request?.model ?? "request"}: ${error instanceof Error ? error.message : error}` };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
