"""Opens streams of a running service with grpcio, as any Python program would.

usage: streams_client.py STUBS ADDRESS MODEL certificates PROPERTY FOLDER
       streams_client.py STUBS ADDRESS MODEL open METHOD [PROPERTY]

The first form asks for the certificates of a count and of a verdict, writes the chunks of each to a file, and prints what came last as one JSON object.
The second one opens a stream that is far from over, prints 'reading' after its first message, and goes on reading. A line on standard input changes that:
'cancel' cancels the call (it prints 'cancelled' before it does), 'pause' reads nothing more but keeps the call.
"""

import hashlib
import json
import os
import sys
import threading

sys.path.insert(0, sys.argv[1])
import grpc  # noqa: E402
from google.protobuf import json_format  # noqa: E402
from piecewiselinear.v1 import enumeration_pb2 as enumeration  # noqa: E402
from piecewiselinear.v1 import model_service_pb2 as models  # noqa: E402
from piecewiselinear.v1 import model_service_pb2_grpc, property_service_pb2_grpc, region_service_pb2_grpc  # noqa: E402
from piecewiselinear.v1 import numbers_pb2 as numbers  # noqa: E402
from piecewiselinear.v1 import property_service_pb2 as properties  # noqa: E402
from piecewiselinear.v1 import region_service_pb2 as regions  # noqa: E402
from piecewiselinear.v1 import statistics_pb2 as statistics  # noqa: E402

channel = grpc.insecure_channel(sys.argv[2])
region_service = region_service_pb2_grpc.RegionServiceStub(channel)
property_service = property_service_pb2_grpc.PropertyServiceStub(channel)


def read(path):
    with open(path, "rb") as file:
        return file.read()


content = read(sys.argv[3])
header = models.UploadHeader(file_name=os.path.basename(sys.argv[3]), sha256=hashlib.sha256(content).hexdigest())
parts = [models.UploadModelRequest(header=header), models.UploadModelRequest(chunk=content)]
sha256 = model_service_pb2_grpc.ModelServiceStub(channel).UploadModel(iter(parts)).model.sha256
box = numbers.Box(every_input=numbers.Interval(lower=numbers.Rational(value="-1"), upper=numbers.Rational(value="1")))
question = enumeration.EnumerationQuestion(
    sha256=sha256, box=box, quantities=enumeration.RegionQuantities(facets=True, boundary=True))


def save(messages, last, name):
    """The last message; the chunks before it go to a file."""
    result = None
    with open(os.path.join(sys.argv[6], name), "wb") as file:
        for message in messages:
            assert result is None, "a message came after the last one"
            file.write(message.certificate_chunk)
            if message.HasField(last):
                result = json_format.MessageToDict(getattr(message, last), preserving_proto_field_name=True)
    return result


def certificates():
    count = region_service.CountRegions(enumeration.CountRegionsRequest(question=question, certificate=True))
    verdict = property_service.Verify(properties.VerifyRequest(sha256=sha256, vnnlib=read(sys.argv[5]).decode(), certificate=True))
    print(json.dumps({"count": save(count, "summary", "count"), "verdict": save(verdict, "result", "verdict")}))


def stream(method):
    if method == "EnumerateRegions":
        return region_service.EnumerateRegions(regions.EnumerateRegionsRequest(question=question))
    if method == "CountRegions":
        return region_service.CountRegions(enumeration.CountRegionsRequest(question=question))
    if method == "CertifiedCount":
        return region_service.CountRegions(enumeration.CountRegionsRequest(question=question, certificate=True))
    if method == "GetStatistics":
        return region_service.GetStatistics(statistics.GetStatisticsRequest(sha256=sha256, box=box, records=True))
    return property_service.Verify(properties.VerifyRequest(sha256=sha256, vnnlib=read(sys.argv[6]).decode()))


def listen(call, go_on):
    command = sys.stdin.readline().strip()
    if command == "cancel":
        print("cancelled", flush=True)
        call.cancel()
    elif command == "pause":
        go_on.clear()
        print("paused", flush=True)
    sys.stdin.readline()
    os._exit(0)


def open_stream():
    call = stream(sys.argv[5])
    go_on = threading.Event()
    go_on.set()
    threading.Thread(target=listen, args=(call, go_on), daemon=True).start()
    reading = False
    try:
        for _ in call:
            if not reading:
                print("reading", flush=True)
                reading = True
            go_on.wait()
        print("the stream is over", flush=True)
    except grpc.RpcError as error:
        print(error.code().name, flush=True)
    threading.Event().wait()


certificates() if sys.argv[4] == "certificates" else open_stream()
