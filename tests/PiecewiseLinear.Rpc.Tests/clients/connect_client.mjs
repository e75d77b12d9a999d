// Calls the test service with @connectrpc/connect-web on Node, and prints what happened, one JSON object by behaviour.
// usage: node connect_client.mjs DESCRIPTORS ORIGIN PROTOCOL     (DESCRIPTORS: a FileDescriptorSet; PROTOCOL: connect-json, connect-proto or grpc-web)
import { readFileSync } from 'node:fs';
import { run } from './connect_behaviours.mjs';

const [descriptors, origin, protocol] = process.argv.slice(2);
console.log(JSON.stringify(await run(readFileSync(descriptors), origin, protocol)));
process.exit(0);
