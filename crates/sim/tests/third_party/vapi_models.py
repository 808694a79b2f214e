"""Checks JSON lines against the models of Vapi's official Python SDK.

    vapi_models.py --kind webhook|call|create-call|answer|control FILE

FILE may be a folder of such files. Prints what does not fit, one line each, and the count of what does;
exits 1 when anything does not fit. The SDK's models accept values outside their enumerations, so those
are checked here as well.
"""

import argparse
import collections.abc
import json
import pathlib
import sys
import typing

import pydantic
import typing_extensions
import vapi.types as types
from vapi import Vapi
from vapi.core.serialization import FieldMetadata
from vapi.core.unchecked_base_model import UncheckedBaseModel

MESSAGES = {
    "assistant-request": types.ServerMessageAssistantRequest,
    "conversation-update": types.ServerMessageConversationUpdate,
    "end-of-call-report": types.ServerMessageEndOfCallReport,
    "hang": types.ServerMessageHang,
    "speech-update": types.ServerMessageSpeechUpdate,
    "status-update": types.ServerMessageStatusUpdate,
    "tool-calls": types.ServerMessageToolCalls,
    "transcript": types.ServerMessageTranscript,
    "user-interrupted": types.ServerMessageUserInterrupted,
    # Listed among the server messages, but described only as a client's.
    "assistant.started": types.ClientMessageAssistantStarted,
}


def alternatives(annotation):
    """The members of a union; an annotation that is none is its own only member."""
    if typing.get_origin(annotation) is typing_extensions.Annotated:
        return alternatives(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) is typing.Union:
        return [one for member in typing.get_args(annotation) for one in alternatives(member)]
    return [annotation]


def known_values(annotation):
    """The values of an enumeration; none when the annotation is no enumeration."""
    return [
        text
        for member in alternatives(annotation)
        if typing.get_origin(member) is typing.Literal
        for text in typing.get_args(member)
    ]


def outside_enumerations(value, annotation, path):
    """Texts that stand where the SDK knows an enumeration, and are not in it."""
    if isinstance(value, list):
        for member in alternatives(annotation):
            if typing.get_origin(member) in (list, collections.abc.Sequence):
                for index, item in enumerate(value):
                    yield from outside_enumerations(item, typing.get_args(member)[0], f"{path}[{index}]")
    elif isinstance(value, pydantic.BaseModel):
        for name, field in type(value).model_fields.items():
            yield from outside_enumerations(getattr(value, name), field.annotation, f"{path}.{name}")
    elif isinstance(value, str):
        known = known_values(annotation)
        if known and value not in known:
            yield f"{path}: {value!r} is not one of the known values"


def check_model(model, value, path):
    """What does not fit the model."""
    try:
        parsed = model.model_validate(value)
    except pydantic.ValidationError as refusal:
        return [f"{path}.{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in refusal.errors()]
    return list(outside_enumerations(parsed, model, path))


def check_webhook(body):
    """A server message in its envelope."""
    message = body.get("message")
    if not isinstance(message, dict):
        return ["message: missing"]
    model = MESSAGES.get(message.get("type"))
    if model is None:
        return [f"message.type: {message.get('type')!r} has no model"]
    return check_model(model, message, "message")


def check_call(body):
    """An answer of POST /call or GET /call/{id}, or the list of GET /call."""
    if isinstance(body, list):
        return [complaint for call in body for complaint in check_call(call)]
    if "results" in body:
        return check_model(types.CallBatchResponse, body, "batch")
    return check_model(types.Call, body, "call")


def names_on_the_wire(model):
    """Each field's name in JSON, and in Python."""
    for name, field in model.model_fields.items():
        aliases = [m.alias for m in field.metadata if isinstance(m, FieldMetadata)]
        yield (aliases or [field.alias or name])[0], name


def unknown_properties(parsed, raw, path):
    """Properties that no model names: Vapi refuses requests that hold any."""
    if isinstance(parsed, (list, tuple)):
        for index, (item, value) in enumerate(zip(parsed, raw)):
            yield from unknown_properties(item, value, f"{path}[{index}]")
    elif isinstance(parsed, UncheckedBaseModel):
        names = dict(names_on_the_wire(type(parsed)))
        for name in sorted(raw.keys() - names.keys()):
            yield f"{path}.{name}: should not exist"
        for name in raw.keys() & names.keys():
            yield from unknown_properties(getattr(parsed, names[name]), raw[name], f"{path}.{name}")


def check_create_call(body):
    """A body of POST /call. The SDK has no model for it, only a method with keyword arguments."""
    create = type(Vapi(token="none").calls).create
    hints = typing.get_type_hints(create)
    arguments = {camel(name): name for name in hints if name not in ("request_options", "return")}
    complaints = []
    for name, value in body.items():
        if name not in arguments:
            complaints.append(f"{name}: should not exist")
            continue
        hint = hints[arguments[name]]
        try:
            parsed = pydantic.TypeAdapter(hint).validate_python(value)
        except pydantic.ValidationError as refusal:
            complaints += [f"{name}.{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in refusal.errors()]
            continue
        complaints += outside_enumerations(parsed, hint, name)
        complaints += unknown_properties(parsed, value, name)
    return complaints


ANSWERS = {
    "tool-calls": types.ServerMessageResponseToolCalls,
    "assistant-request": types.ServerMessageResponseAssistantRequest,
    "transfer-destination-request": types.ServerMessageResponseTransferDestinationRequest,
    "handoff-destination-request": types.ServerMessageResponseHandoffDestinationRequest,
}


def check_request(model, value, path):
    """What does not fit the model of something that Vapi reads."""
    complaints = check_model(model, value, path)
    return complaints or list(unknown_properties(model.model_validate(value), value, path))


def check_answer(body):
    """What a server answers, as `{"to": type, "answer": …}`."""
    kind, answer = body["to"], body["answer"]
    complaints = check_request(ANSWERS[kind], answer, kind)
    # The destination of a hand-off is an open object in its model; of the refusal it is empty.
    if kind == "handoff-destination-request" and answer.get("destination"):
        complaints += check_request(types.HandoffDestinationAssistant, answer["destination"], f"{kind}.destination")
    return complaints


def check_control(body):
    """A command for a live call. The models know it as a client's message."""
    return check_request(types.ClientInboundMessageMessage_AddMessage, body, "control")


def camel(name):
    """`phone_number_id` as `phoneNumberId`."""
    head, *tail = name.split("_")
    return head + "".join(word.capitalize() for word in tail)


CHECKS = {
    "webhook": check_webhook,
    "call": check_call,
    "create-call": check_create_call,
    "answer": check_answer,
    "control": check_control,
}


def main():
    """Checks every line of every file."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kind", choices=CHECKS, required=True)
    arguments.add_argument("file", type=pathlib.Path)
    options = arguments.parse_args()
    files = sorted(options.file.iterdir()) if options.file.is_dir() else [options.file]
    fits = misfits = 0
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            complaints = CHECKS[options.kind](json.loads(line))
            for complaint in complaints:
                print(f"{file.name}:{number}: {complaint}")
            misfits += bool(complaints)
            fits += not complaints
    print(f"{fits} fit, {misfits} do not")
    return 1 if misfits or not fits else 0


if __name__ == "__main__":
    sys.exit(main())
