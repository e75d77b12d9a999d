// Calls the test service with @grpc/grpc-js and prints what happened, one JSON object by behaviour.
// usage: node grpc_js_client.mjs PROTOS PORT     (PROTOS: directory that holds rpctest/v1/echo.proto)
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [protos, port] = process.argv.slice(2);
const definition = loader.loadSync('rpctest/v1/echo.proto', { includeDirs: [protos], keepCase: true, longs: Number });
const { EchoService } = grpc.loadPackageDefinition(definition).rpctest.v1;
const client = new EchoService(`127.0.0.1:${port}`, grpc.credentials.createInsecure());

const error = (e) => ({ code: grpc.status[e.code], message: e.details });
const unary = (name, request, ...rest) =>
  new Promise((resolve, reject) => client[name](request, ...rest, (e, answer) => (e ? reject(e) : resolve(answer))));
const failure = (call) => call.then((answer) => ({ answer }), error);
const read = (call, each = () => {}) =>
  new Promise((resolve) => {
    const texts = [];
    let failed = {};
    call.on('data', (m) => { texts.push(m.text); each(m); });
    call.on('error', (e) => { failed = error(e); });
    call.on('status', (s) => resolve({ texts, ...failed, status: grpc.status[s.code], trailers: s.metadata.getMap() }));
  });
const within = (milliseconds) => ({ deadline: Date.now() + milliseconds });

const behaviours = {
  async unary() {
    const answer = await unary('Echo', { text: 'hällo', payload: Buffer.from([0, 255]) });
    return { text: answer.text, payload: [...answer.payload] };
  },
  async large_message() {
    const payload = Buffer.alloc(3_800_000, 'abcdefg');
    return { same: payload.equals((await unary('Echo', { payload })).payload) };
  },
  server_stream: () => read(client.Repeat({ text: 'n', count: 5 })),
  server_stream_that_fails: () => read(client.Repeat({ text: 'n', count: 2, fail_code: 15 })),
  client_stream: () =>
    new Promise((resolve, reject) => {
      const call = client.Join((e, answer) => (e ? reject(e) : resolve(answer)));
      for (const text of 'abc') call.write({ text, payload: Buffer.from('xy') });
      call.end();
    }),
  async duplex_stream() {
    const call = client.Chat();
    let i = 0;
    const next = () => (i < 10 ? call.write({ text: String(i++) }) : call.end());
    next();
    return read(call, next);
  },
  async duplex_stream_that_fails() {
    const call = client.Chat();
    for (const text of ['a', 'fail', 'b']) call.write({ text });
    return read(call);
  },
  status_details: () =>
    unary('Fail', { code: 3, message: '50 % – naïve\n', details: true }).catch((e) => ({
      ...error(e), status: e.metadata.get('grpc-status-details-bin')[0].toString('base64'),
    })),
  async every_status_code() {
    const codes = [];
    for (let code = 1; code <= 16; code++) codes.push(await failure(unary('Fail', { code, message: 'm' })));
    return { codes };
  },
  metadata: () =>
    new Promise((resolve, reject) => {
      const metadata = new grpc.Metadata();
      metadata.add('x-text', 'one');
      metadata.add('x-raw-bin', Buffer.from([0, 1, 254]));
      const show = (m) => Object.fromEntries(Object.entries(m.getMap()).filter(([k]) => k.startsWith('x-')).map(([k, v]) => [k, Buffer.isBuffer(v) ? [...v] : v]));
      const result = {};
      const call = client.Inspect({}, metadata, (e, answer) => {
        if (e) return reject(e);
        result.seen = answer.metadata.filter((m) => m.name.startsWith('x-')).map((m) => [m.name, [...m.value]]).sort();
      });
      call.on('metadata', (m) => { result.headers = show(m); });
      call.on('status', (s) => { result.trailers = show(s.metadata); setImmediate(() => resolve(result)); });
    }),
  async deadline() {
    let code, outcome = 'none';
    for (let seconds = 1; outcome === 'none' && seconds <= 64; seconds *= 8) { // until the handler ran before its deadline, which depends on the machine
      const id = `js-deadline-${seconds}`;
      ({ code } = await failure(unary('Sleep', { id, milliseconds: 600000 }, within(1000 * seconds))));
      ({ outcome } = await unary('Outcome', { id, if_begun: true }));
    }
    return { code, outcome };
  },
  async deadline_is_seen() {
    return { left: (await unary('Inspect', {}, within(100000))).deadline_in, none: (await unary('Inspect', {})).deadline_in };
  },
  async cancel_unary() {
    let call;
    const ended = new Promise((resolve) => { call = client.Sleep({ id: 'js-cancel', milliseconds: 600000 }, (e) => resolve(error(e))); });
    await unary('Outcome', { id: 'js-cancel', begun: true });
    call.cancel();
    return { ...(await ended), outcome: (await unary('Outcome', { id: 'js-cancel' })).outcome };
  },
  async cancel_stream() {
    const call = client.Flood({ id: 'js-flood', payload_bytes: 1000 });
    await new Promise((resolve) => call.once('data', resolve));
    call.on('error', () => {});
    call.cancel();
    return { outcome: (await unary('Outcome', { id: 'js-flood' })).outcome };
  },
  unknown_method: () =>
    failure(new Promise((resolve, reject) => client.makeUnaryRequest(
      '/rpctest.v1.EchoService/Nothing', () => Buffer.alloc(0), (b) => b, null, (e, answer) => (e ? reject(e) : resolve(answer))))),
  crash: () => failure(unary('Crash', {})),
  message_too_long: () => failure(unary('Echo', { payload: Buffer.alloc(5_000_000) })),
  async many_calls_at_once() {
    const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => unary('Echo', { text: String(i) })));
    return { right: answers.filter((a, i) => a.text === String(i)).length };
  },
};

const results = {};
for (const [name, run] of Object.entries(behaviours)) {
  try {
    results[name] = await run();
  } catch (e) {
    results[name] = { unexpected: e.stack };
  }
}
client.close();
console.log(JSON.stringify(results));
