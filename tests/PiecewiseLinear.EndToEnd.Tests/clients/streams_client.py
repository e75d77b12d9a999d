"""Opens streams of a running service with grpcio, as any Python program would.

usage: streams_client.py STUBS ADDRESS MODEL certificates PROPERTY FOLDER
       streams_client.py STUBS ADDRESS MODEL open METHOD [PROPERTY]

The first form asks for the certificates of a count, of a verdict and of the radii of two points, writes the chunks of each to a file, and prints what came last as one JSON object.
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
from piecewiselinear.v1 import model_service_pb2_grpc, property_service_pb2_grpc, region_service_pb2_grpc, robustness_service_pb2_grpc  # noqa: E402
from piecewiselinear.v1 import numbers_pb2 as numbers  # noqa: E402
from piecewiselinear.v1 import property_service_pb2 as properties  # noqa: E402
from piecewiselinear.v1 import region_service_pb2 as regions  # noqa: E402
from piecewiselinear.v1 import robustness_service_pb2 as robustness  # noqa: E402
from piecewiselinear.v1 import statistics_pb2 as statistics  # noqa: E402

channel = grpc.insecure_channel(sys.argv[2])
region_service = region_service_pb2_grpc.RegionServiceStub(channel)
property_service = property_service_pb2_grpc.PropertyServiceStub(channel)
robustness_service = robustness_service_pb2_grpc.RobustnessServiceStub(channel)


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


def certify(points, **more):
    coordinates = [numbers.Rational(value=value) for point in points for value in point]
    return robustness_service.Certify(robustness.CertifyRequest(
        sha256=sha256, points=numbers.Vector(rationals=numbers.RationalVector(values=coordinates)), box=box, **more))


def save_radii(messages):
    """The result of each point, in order, with the lower bounds that came before it; its chunks go to radius0, radius1, …"""
    radii, bounds = [], []
    for message in messages:
        event = message.WhichOneof("event")
        if event == "bounds":
            assert message.bounds.index == len(radii), "bounds of a point that is not looked at"
            bounds.append(message.bounds.lower)
        elif event == "result":
            assert message.result.index == len(radii), "results come in the order of the points"
            radii.append({**json_format.MessageToDict(message.result, preserving_proto_field_name=True), "bounds": bounds, "ended": False})
            bounds = []
        else:
            chunk = message.certificate_chunk
            assert chunk.index == len(radii) - 1 and not radii[-1]["ended"], "chunks come after their result and end with the last one"
            radii[-1]["ended"] = chunk.last
            with open(os.path.join(sys.argv[6], f"radius{chunk.index}"), "ab") as file:
                file.write(chunk.data)
    return radii


def certificates():
    count = region_service.CountRegions(enumeration.CountRegionsRequest(question=question, certificate=True))
    verdict = property_service.Verify(properties.VerifyRequest(sha256=sha256, vnnlib=read(sys.argv[5]).decode(), certificate=True))
    radii = save_radii(certify([("0", "0"), ("-1/2", "1/4")], norm=numbers.NORM_L2, threads=1, certificate=True))
    print(json.dumps({"count": save(count, "summary", "count"), "verdict": save(verdict, "result", "verdict"), "radii": radii}))


def stream(method):
    if method == "EnumerateRegions":
        return region_service.EnumerateRegions(regions.EnumerateRegionsRequest(question=question))
    if method == "CountRegions":
        return region_service.CountRegions(enumeration.CountRegionsRequest(question=question))
    if method == "CertifiedCount":
        return region_service.CountRegions(enumeration.CountRegionsRequest(question=question, certificate=True))
    if method == "GetStatistics":
        return region_service.GetStatistics(statistics.GetStatisticsRequest(sha256=sha256, box=box, records=True))
    if method == "Certify":
        return certify([[f"{k}/2000"] * 8 for k in range(2000)], norm=numbers.NORM_L1)
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
