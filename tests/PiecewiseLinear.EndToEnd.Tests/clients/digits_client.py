"""Asks a running service about the digits network with grpcio, as any Python program would; prints what it was told as one JSON object.

usage: digits_client.py STUBS ADDRESS MODELS     (STUBS: directory with the generated piecewiselinear/v1/*_pb2*.py, MODELS: folder of the models)
"""

import base64
import hashlib
import json
import os
import struct
import sys

sys.path.insert(0, sys.argv[1])
import grpc  # noqa: E402
from google.protobuf import json_format  # noqa: E402
from piecewiselinear.v1 import boundary_service_pb2 as boundaries  # noqa: E402
from piecewiselinear.v1 import certificate_service_pb2 as certificates  # noqa: E402
from piecewiselinear.v1 import boundary_service_pb2_grpc, certificate_service_pb2_grpc, model_service_pb2_grpc, region_service_pb2_grpc  # noqa: E402
from piecewiselinear.v1 import model_service_pb2 as models  # noqa: E402
from piecewiselinear.v1 import numbers_pb2 as numbers  # noqa: E402
from piecewiselinear.v1 import region_service_pb2 as regions  # noqa: E402

channel = grpc.insecure_channel(sys.argv[2], options=[("grpc.max_receive_message_length", -1)])
model_service = model_service_pb2_grpc.ModelServiceStub(channel)
region_service = region_service_pb2_grpc.RegionServiceStub(channel)
boundary_service = boundary_service_pb2_grpc.BoundaryServiceStub(channel)
certificate_service = certificate_service_pb2_grpc.CertificateServiceStub(channel)


def upload(path):
    with open(path, "rb") as file:
        content = file.read()
    header = models.UploadHeader(file_name=os.path.basename(path), sha256=hashlib.sha256(content).hexdigest())
    parts = [models.UploadModelRequest(header=header)]
    parts += [models.UploadModelRequest(chunk=content[at:at + 4096]) for at in range(0, len(content), 4096)]
    return model_service.UploadModel(iter(parts))


def refusal(call):
    try:
        call()
    except grpc.RpcError as error:
        details = dict(error.trailing_metadata())["grpc-status-details-bin"]
        return {"code": error.code().name, "message": error.details(), "status": base64.b64encode(details).decode()}
    return {"code": "OK"}


uploaded = upload(os.path.join(sys.argv[3], "digits", "digits.onnx"))
with open(os.path.join(sys.argv[3], "digits", "samples", "digit-3.txt"), encoding="utf-8") as file:
    digit = file.read().replace(",", " ").split()


def question(point, **more):
    box = numbers.Box(every_input=numbers.Interval(lower=numbers.Rational(value="0"), upper=numbers.Rational(value="1")))
    return regions.RegionQuestion(sha256=uploaded.model.sha256, point=point, box=box, **more)


exact = numbers.Vector(rationals=numbers.RationalVector(values=[numbers.Rational(value=x) for x in digit]))
packed = numbers.Vector(float64_little_endian=struct.pack("<64d", *map(float, digit)))
answer = region_service.GetRegion(regions.GetRegionRequest(question=question(exact), norm=numbers.NORM_LINF, certificate=True))
located = list(region_service.LocatePoints(regions.LocatePointsRequest(sha256=uploaded.model.sha256, points=packed)))
verdict = certificate_service.Check(certificates.CheckRequest(sha256=uploaded.model.sha256, certificate=answer.certificate))
few = boundaries.FindRequest(minimize=boundaries.BOUNDARY_OBJECTIVE_CHANGED, question=boundaries.BoundaryQuestion(
    sha256=uploaded.model.sha256, point=exact, box=question(exact).box, max_changed=3, max_seconds=1000000))
boundary = list(boundary_service.Find(few))[-1].result

print(json.dumps({
    "boundary": json_format.MessageToDict(boundary, preserving_proto_field_name=True),
    "model": json_format.MessageToDict(uploaded.model, preserving_proto_field_name=True),
    "answer": json_format.MessageToDict(answer.answer, preserving_proto_field_name=True, including_default_value_fields=True),
    "located": [json_format.MessageToDict(one, preserving_proto_field_name=True) for one in located],
    "certificate": answer.certificate.decode(),
    "verdict": [verdict.valid, verdict.claim, verdict.reason],
    "wrong_length": refusal(lambda: region_service.GetRegion(regions.GetRegionRequest(
        question=question(numbers.Vector(doubles=numbers.DoubleVector(values=[1])))))),
    "not_a_number": refusal(lambda: region_service.GetRegion(regions.GetRegionRequest(
        question=question(numbers.Vector(doubles=numbers.DoubleVector(values=[float("nan")] * 64)))))),
    "unknown_model": refusal(lambda: model_service.GetModel(models.GetModelRequest(sha256="0" * 64))),
}))
