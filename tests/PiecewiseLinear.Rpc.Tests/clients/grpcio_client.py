"""Calls the test service with grpcio and prints what happened, one JSON object by behaviour.

usage: grpcio_client.py STUBS PORT     (STUBS: directory with the generated rpctest/v1/echo_pb2*.py)
"""

import base64
import json
import sys
import threading
import traceback

sys.path.insert(0, sys.argv[1])
import grpc  # noqa: E402
from rpctest.v1 import echo_pb2 as pb, echo_pb2_grpc  # noqa: E402

channel = grpc.insecure_channel("127.0.0.1:" + sys.argv[2], options=[("grpc.max_receive_message_length", -1)])
stub = echo_pb2_grpc.EchoServiceStub(channel)
behaviours = {}


def behaviour(function):
    behaviours[function.__name__] = function
    return function


def error(e):
    return {"code": e.code().name, "message": e.details()}


def failure(call):
    try:
        return {"answer": str(call())}
    except grpc.RpcError as e:
        return error(e)


@behaviour
def unary():
    answer = stub.Echo(pb.EchoRequest(text="hällo", payload=bytes([0, 255])))
    return {"text": answer.text, "payload": list(answer.payload)}


@behaviour
def large_message():
    payload = bytes(range(256)) * 15000
    return {"same": stub.Echo(pb.EchoRequest(payload=payload)).payload == payload}


@behaviour
def server_stream():
    return {"texts": [m.text for m in stub.Repeat(pb.RepeatRequest(text="n", count=5))]}


@behaviour
def server_stream_that_fails():
    texts = []
    call = stub.Repeat(pb.RepeatRequest(text="n", count=2, fail_code=15))
    try:
        for m in call:
            texts.append(m.text)
    except grpc.RpcError as e:
        return {"texts": texts, **error(e), "after": dict(call.trailing_metadata()).get("x-after")}


@behaviour
def client_stream():
    answer = stub.Join(iter([pb.EchoRequest(text=t, payload=b"xy") for t in "abc"]))
    return {"text": answer.text, "count": answer.count, "bytes": answer.payload_bytes}


@behaviour
def duplex_stream():
    answered = threading.Semaphore(1)

    def requests():
        for i in range(10):
            if not answered.acquire(timeout=180):
                raise TimeoutError
            yield pb.EchoRequest(text=str(i))

    texts = []
    for m in stub.Chat(requests()):
        texts.append(m.text)
        answered.release()
    return {"texts": texts}


@behaviour
def duplex_stream_that_fails():
    texts = []
    try:
        for m in stub.Chat(iter([pb.EchoRequest(text="a"), pb.EchoRequest(text="fail"), pb.EchoRequest(text="b")])):
            texts.append(m.text)
    except grpc.RpcError as e:
        return {"texts": texts, **error(e)}


@behaviour
def status_details():
    # The rich error model without grpcio-status: google.rpc.Status is three fields, the details are Any.
    try:
        stub.Fail(pb.FailRequest(code=3, message="50 % – naïve\n", details=True))
    except grpc.RpcError as e:
        raw = dict(e.trailing_metadata())["grpc-status-details-bin"]
        return {**error(e), "status": base64.b64encode(raw).decode()}


@behaviour
def every_status_code():
    return {"codes": [failure(lambda: stub.Fail(pb.FailRequest(code=c, message="m"))) for c in range(1, 17)]}


@behaviour
def metadata():
    answer, call = stub.Inspect.with_call(pb.InspectRequest(), metadata=(("x-text", "a, b"), ("x-text", "again"), ("x-raw-bin", bytes([0, 1, 254]))))
    show = lambda items: [[k, list(v) if isinstance(v, bytes) else v] for k, v in items if k.startswith("x-")]  # noqa: E731
    return {
        "seen": [[m.name, list(m.value)] for m in answer.metadata if m.name.startswith("x-")],
        "headers": show(call.initial_metadata()),
        "trailers": show(call.trailing_metadata()),
    }


@behaviour
def deadline():
    for seconds in (1, 8, 64):  # until the handler ran before its deadline, which depends on the machine
        name = f"py-deadline-{seconds}"
        result = failure(lambda: stub.Sleep(pb.SleepRequest(id=name, milliseconds=600000), timeout=seconds))
        outcome = stub.Outcome(pb.OutcomeRequest(id=name, if_begun=True)).outcome
        if outcome != "none":
            break
    return {**result, "outcome": outcome}


@behaviour
def deadline_is_seen():
    return {"left": stub.Inspect(pb.InspectRequest(), timeout=100).deadline_in, "none": stub.Inspect(pb.InspectRequest()).deadline_in}


@behaviour
def cancel_unary():
    call = stub.Sleep.future(pb.SleepRequest(id="py-cancel", milliseconds=600000))
    stub.Outcome(pb.OutcomeRequest(id="py-cancel", begun=True))
    call.cancel()
    return {"cancelled": call.cancelled(), "outcome": stub.Outcome(pb.OutcomeRequest(id="py-cancel")).outcome}


@behaviour
def cancel_stream():
    call = stub.Flood(pb.FloodRequest(id="py-flood", payload_bytes=1000))
    next(call)
    call.cancel()
    return {"outcome": stub.Outcome(pb.OutcomeRequest(id="py-flood")).outcome}


@behaviour
def unknown_method():
    call = channel.unary_unary("/rpctest.v1.EchoService/Nothing", lambda m: b"", lambda b: b)
    return failure(lambda: call(None))


@behaviour
def crash():
    return failure(lambda: stub.Crash(pb.CrashRequest()))


@behaviour
def message_too_long():
    return failure(lambda: stub.Echo(pb.EchoRequest(payload=bytes(5_000_000))))


@behaviour
def many_calls_at_once():
    calls = [stub.Echo.future(pb.EchoRequest(text=str(i))) for i in range(300)]
    return {"right": sum(c.result().text == str(i) for i, c in enumerate(calls))}


results = {}
for name, function in behaviours.items():
    try:
        results[name] = function()
    except BaseException:  # noqa: B902 - whatever it is, it is the result
        results[name] = {"unexpected": traceback.format_exc()}
print(json.dumps(results))
