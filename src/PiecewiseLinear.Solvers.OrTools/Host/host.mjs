// Runs real OR-Tools (compiled to WebAssembly) for a parent process.
//
// Standard input carries requests, standard output responses in the same order. Each is a frame: the length as four bytes, little endian,
// then that many bytes of a serialized operations_research.MPModelRequest, or MPSolutionResponse. The first frame on standard output is
// empty: the host is ready. Everything for people goes to standard error. The host ends when its input ends.

import fs from 'node:fs';

// What OR-Tools prints, through the console or straight to file 1, would land between the frames.
const STANDARD_OUTPUT = 1;
const STANDARD_ERROR = 2;
const writeSync = fs.writeSync;
fs.writeSync = (file, ...rest) => writeSync(file === STANDARD_OUTPUT ? STANDARD_ERROR : file, ...rest);
console.log = console.error;
console.info = console.error;
console.warn = console.error;

const { MPSolver, initMPSolver } = await import('or-tools-wasm/mp-solver');
await initMPSolver();

const PDLP_LINEAR_PROGRAMMING = 8;
let pdlp;

function writeFrame(bytes) {
  const frame = Buffer.alloc(4 + bytes.length);
  frame.writeUInt32LE(bytes.length, 0);
  frame.set(bytes, 4);
  for (let written = 0; written < frame.length; ) {
    try {
      written += writeSync(STANDARD_OUTPUT, frame, written);
    } catch (error) {
      if (error.code !== 'EAGAIN') {
        throw error;
      }
    }
  }
}

function readVarint(bytes, at) {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[at++];
    value += (byte & 127) * factor;
    if (byte < 128) {
      return [value, at];
    }
  }
}

// The fields of a message by number: a varint as a number, anything with a length as bytes.
function readFields(bytes) {
  const fields = new Map();
  for (let at = 0, key, value; at < bytes.length; ) {
    [key, at] = readVarint(bytes, at);
    switch (key & 7) {
      case 0:
        [value, at] = readVarint(bytes, at);
        break;
      case 1:
        value = bytes.subarray(at, (at += 8));
        break;
      case 2: {
        let length;
        [length, at] = readVarint(bytes, at);
        value = bytes.subarray(at, (at += length));
        break;
      }
      default:
        throw new Error(`field ${key >> 3} has wire type ${key & 7}, expected 0, 1 or 2`);
    }

    fields.set(Math.floor(key / 8), value);
  }

  return fields;
}

// MPSolverResponseStatus.
const ABNORMAL = 4;
const statusOfPdlp = {
  TERMINATION_REASON_OPTIMAL: 0,
  TERMINATION_REASON_PRIMAL_INFEASIBLE: 2,
  TERMINATION_REASON_DUAL_INFEASIBLE: 3,
  TERMINATION_REASON_ITERATION_LIMIT: 6,
  TERMINATION_REASON_TIME_LIMIT: 6,
};

// PDLP is a module of its own that takes the model of the request; the answer is put into the same message. PDLP minimizes: the duals of a
// maximization change their sign, as OR-Tools itself does. A ray, if any, stands in place of the solution it belongs to.
async function solveWithPdlp(request) {
  if (!pdlp) {
    const module = await import('or-tools-wasm/pdlp');
    await module.initPdlp();
    pdlp = module.Pdlp;
  }

  const modelBytes = request.get(1);
  const sign = readFields(modelBytes).get(1) ? -1 : 1;
  const program = await pdlp.qpFromMpModelProto(modelBytes);
  const result = await pdlp.primalDualHybridGradient(program, {
    terminationCriteria: {
      iterationLimit: 20000,
      simpleOptimalityCriteria: { epsOptimalRelative: 1e-9, epsOptimalAbsolute: 1e-9 },
    },
  });
  const reason = result.solveLog.terminationReason;
  return MPSolver.createSolutionResponse({
    status: statusOfPdlp[reason] ?? ABNORMAL,
    statusStr: reason,
    variableValue: result.primalSolution,
    dualValue: result.dualSolution.map((value) => sign * value),
    reducedCost: result.reducedCosts.map((value) => sign * value),
  });
}

// After an abort the WebAssembly module answers nothing more; the parent starts a new host when this one ends.
let broken = false;

async function solve(bytes) {
  try {
    const request = readFields(bytes);
    return request.get(2) === PDLP_LINEAR_PROGRAMMING
      ? await solveWithPdlp(request)
      : (await MPSolver.solveModelRequest(bytes)).bytes;
  } catch (error) {
    broken = error instanceof WebAssembly.RuntimeError;
    return MPSolver.createSolutionResponse({ status: ABNORMAL, statusStr: String(error) });
  }
}

writeFrame(new Uint8Array(0));
let pending = Buffer.alloc(0);
for await (const chunk of process.stdin) {
  pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
  while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32LE(0)) {
    const end = 4 + pending.readUInt32LE(0);
    writeFrame(await solve(new Uint8Array(pending.subarray(4, end))));
    pending = pending.subarray(end);
    if (broken) {
      process.exit(1);
    }
  }
}

// The runtime's threads would keep the process alive.
process.exit(0);
