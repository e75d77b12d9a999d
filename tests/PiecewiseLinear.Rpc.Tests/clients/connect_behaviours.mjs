// What a client by @connectrpc/connect-web sees of the test service, one JSON object by behaviour: on Node (connect_client.mjs) and in a
// browser (browser_client.mjs) alike, so nothing here is of Node alone.
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web';

const sameBytes = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Runs every behaviour. descriptors: a FileDescriptorSet; protocol: connect-json, connect-proto or grpc-web. */
export async function run(descriptors, origin, protocol) {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptors));
  const service = registry.getService('rpctest.v1.EchoService');
  const transport = protocol === 'grpc-web'
    ? createGrpcWebTransport({ baseUrl: origin })
    : createConnectTransport({ baseUrl: origin, useBinaryFormat: protocol === 'connect-proto' });
  const client = createClient(service, transport);

  const name = (code) => Code[code].replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase().replace('CANCELED', 'CANCELLED');
  const error = (e) => {
    if (!(e instanceof ConnectError)) throw e;
    return { code: name(e.code), message: e.rawMessage };
  };
  const failure = (call) => call.then((answer) => ({ answer: String(answer.text) }), error);
  const read = async (stream) => {
    const texts = [];
    try {
      for await (const m of stream) texts.push(m.text);
      return { texts };
    } catch (e) {
      return { texts, ...error(e), after: e.metadata.get('x-after') };
    }
  };

  const behaviours = {
    async unary() {
      const answer = await client.echo({ text: 'hällo', payload: new Uint8Array([0, 255]) });
      return { text: answer.text, payload: [...answer.payload] };
    },
    async large_message() {
      const payload = new Uint8Array(3_000_000).map((_, i) => i * 7);
      return { same: sameBytes(payload, (await client.echo({ payload })).payload) };
    },
    async compressible_answer() {
      const headers = {};
      const answer = await client.echo({ text: 'a'.repeat(200_000) }, { onHeader: (h) => h.forEach((v, k) => { headers[k] = v; }) });
      return { length: answer.text.length, encoding: headers['content-encoding'] ?? null };
    },
    server_stream: () => read(client.repeat({ text: 'n', count: 5 })),
    server_stream_that_fails: () => read(client.repeat({ text: 'n', count: 2, failCode: 15 })),
    async status_details() {
      try {
        await client.fail({ code: 3, message: '50 % – naïve\n', details: true });
      } catch (e) {
        const details = e.details.map((d) => [d.type, btoa(String.fromCharCode(...d.value))]);
        return { ...error(e), details };
      }
    },
    async stream_refused_without_a_message() {
      return read(client.repeat({ text: 'n', count: 0, failCode: 9 }));
    },
    async every_status_code() {
      const codes = [];
      for (let code = 1; code <= 16; code++) codes.push(await failure(client.fail({ code, message: 'm' })));
      return { codes };
    },
    async metadata() {
      const show = (h) => Object.fromEntries([...h].filter(([k]) => k.startsWith('x-')));
      const result = {};
      const answer = await client.inspect({}, {
        headers: { 'x-text': 'one', 'x-raw-bin': 'AAH6', 'x-padded-bin': 'AA==' },
        onHeader: (h) => { result.headers = show(h); },
        onTrailer: (t) => { result.trailers = show(t); },
      });
      result.seen = answer.metadata.filter((m) => m.name.startsWith('x-') && !m.name.startsWith('x-grpc-web') && !m.name.startsWith('x-user-agent'))
        .map((m) => [m.name, [...m.value]]).sort();
      delete result.headers['x-grpc-web']; delete result.headers['x-user-agent'];
      delete result.trailers['x-grpc-web-trailer']; delete result.trailers['x-user-agent-trailer'];
      return result;
    },
    async deadline() {
      let code, outcome = 'none';
      for (let seconds = 1; outcome === 'none' && seconds <= 64; seconds *= 8) { // until the handler ran before its deadline, which depends on the machine
        const id = `${protocol}-deadline-${seconds}`;
        ({ code } = await failure(client.sleep({ id, milliseconds: 600000 }, { timeoutMs: 1000 * seconds })));
        ({ outcome } = await client.outcome({ id, ifBegun: true }));
      }
      return { code, outcome };
    },
    async deadline_in_a_stream() {
      let result = { some: false };
      for (let seconds = 2; !result.some && seconds <= 128; seconds *= 8) { // until a message came before the deadline, which depends on the machine
        const texts = [];
        try {
          for await (const m of client.repeat({ text: 'n', count: 1000000, delayMilliseconds: 300 }, { timeoutMs: 1000 * seconds })) texts.push(m.text);
        } catch (e) {
          result = { some: texts.length > 0, ...error(e) };
        }
      }
      return result;
    },
    async deadline_is_seen() {
      return { left: (await client.inspect({}, { timeoutMs: 100000 })).deadlineIn, none: (await client.inspect({})).deadlineIn };
    },
    async cancel_unary() {
      const cancel = new AbortController();
      const call = failure(client.sleep({ id: `${protocol}-cancel`, milliseconds: 600000 }, { signal: cancel.signal }));
      await client.outcome({ id: `${protocol}-cancel`, begun: true });
      cancel.abort();
      return { code: (await call).code, outcome: (await client.outcome({ id: `${protocol}-cancel` })).outcome };
    },
    async cancel_stream() {
      const cancel = new AbortController();
      const stream = client.flood({ id: `${protocol}-flood`, payloadBytes: 1000 }, { signal: cancel.signal });
      await stream[Symbol.asyncIterator]().next();
      cancel.abort();
      return { outcome: (await client.outcome({ id: `${protocol}-flood` })).outcome };
    },
    async unknown_method() {
      const method = { ...service.method.echo, name: 'Nothing' };
      return failure(transport.unary(method, undefined, undefined, undefined, {}).then((r) => r.message));
    },
    crash: () => failure(client.crash({})),
    message_too_long: () => failure(client.echo({ payload: new Uint8Array(5_000_000) })),
    async many_calls_at_once() {
      const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => client.echo({ text: String(i) })));
      return { right: answers.filter((a, i) => a.text === String(i)).length };
    },
  };

  const results = {};
  for (const [behaviour, show] of Object.entries(behaviours)) {
    try {
      results[behaviour] = await show();
    } catch (e) {
      results[behaviour] = { unexpected: e.stack };
    }
  }
  return results;
}
