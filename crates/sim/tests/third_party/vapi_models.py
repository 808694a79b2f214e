"""Checks JSON lines against the models of Vapi's official Python SDK.

    vapi_models.py FOLDER

Each file of the folder is named for the kind of what it holds: webhook.jsonl, call.jsonl, answer.jsonl,
create-assistant.jsonl, ... (see CHECKS). Prints what does not fit, one line each, and the count of what
does; exits 1 when anything does not fit. The SDK's models accept values outside their enumerations, so those
are checked here as well.
"""

import argparse
import collections.abc
import json
import pathlib
import sys
import typing
import urllib.parse

import pydantic
import typing_extensions
import vapi.types as types
from vapi import Vapi
from vapi.core.serialization import FieldMetadata
from vapi.core.unchecked_base_model import UncheckedBaseModel
from vapi.phone_numbers.types import create_phone_numbers_request, update_phone_numbers_request_body
from vapi.tools.types import create_tools_request, update_tools_request_body

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
    return check_arguments(type(Vapi(token="none").calls).create, body)


def check_arguments(method, body):
    """A body that the SDK takes as keyword arguments of a method."""
    hints = typing.get_type_hints(method)
    arguments = {camel(name): name for name in hints if name not in ("id", "request_options", "return")}
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


def check_request(model, body, path="body"):
    """What does not fit the model of something that Vapi reads."""
    complaints = check_model(model, body, path)
    return complaints or list(unknown_properties(model.model_validate(body), body, path))


def beside_the_generator(value, complaints, path="body"):
    """The same body with two things put right that the SDK's generator got wrong, each checked here.

    `backoffPlan.type` and `excludedStatusCodes` are described with texts and numbers, and typed as
    dictionaries. A function's parameters lack `additionalProperties`, which Vapi's own guide for
    tools demands of every strict one.
    """
    if isinstance(value, list):
        return [beside_the_generator(item, complaints, f"{path}[]") for item in value]
    if not isinstance(value, dict):
        return value
    value = {k: beside_the_generator(v, complaints, f"{path}.{k}") for k, v in value.items()}
    if path.endswith(".backoffPlan"):
        if value.get("type") not in ("fixed", "exponential"):
            complaints.append(f"{path}.type: must be fixed or exponential")
        if not all(isinstance(code, int) for code in value.get("excludedStatusCodes", [])):
            complaints.append(f"{path}.excludedStatusCodes: must be numbers")
        return value | {"type": {}, "excludedStatusCodes": [{}]}
    if path.endswith(".function.parameters"):
        if value.pop("additionalProperties", False) is not False:
            complaints.append(f"{path}.additionalProperties: strict mode wants false")
    return value


def check_setup(check):
    """A check of what setup sends."""

    def checked(body):
        complaints = []
        plain = beside_the_generator(body, complaints)
        return complaints + check(plain)

    return checked


def of_kind(models, prefix, tag):
    """The member of a union that the value of `tag` names."""

    def checked(body):
        name = f"{prefix}_{camel(body.get(tag, '?').replace('-', '_')).capitalize()}"
        model = getattr(models, name, None)
        if model is None:
            return [f"{tag}: {body.get(tag)!r} has no model"]
        return check_request(model, body)

    return checked


def check_list_calls(query):
    """A query of GET /call, as text. The SDK has no model for it, only a method with keyword arguments."""
    hints = typing.get_type_hints(type(Vapi(token="none").calls).list)
    arguments = {camel(name): name for name in hints if name not in ("request_options", "return")}
    complaints = []
    for name, text in urllib.parse.parse_qsl(query, strict_parsing=True):
        if name not in arguments:
            complaints.append(f"{name}: should not exist")
            continue
        try:
            pydantic.TypeAdapter(hints[arguments[name]]).validate_python(text)
        except pydantic.ValidationError as refusal:
            complaints += [f"{name}: {e['msg']}" for e in refusal.errors()]
    return complaints


ANSWERS = {
    "tool-calls": types.ServerMessageResponseToolCalls,
    "assistant-request": types.ServerMessageResponseAssistantRequest,
    "transfer-destination-request": types.ServerMessageResponseTransferDestinationRequest,
    "handoff-destination-request": types.ServerMessageResponseHandoffDestinationRequest,
}


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


def check_change_tool(body):
    """A body of PATCH /tool/{id}: Vapi knows the kind of the tool."""
    return check_request(update_tools_request_body.UpdateToolsRequestBody_Function, body)


CHECKS = {
    "webhook": check_webhook,
    "call": check_call,
    "create-call": check_create_call,
    "create-assistant": check_setup(lambda body: check_request(types.CreateAssistantDto, body)),
    "change-assistant": check_setup(
        lambda body: check_arguments(type(Vapi(token="none").assistants).update, body)
    ),
    "create-tool": check_setup(of_kind(create_tools_request, "CreateToolsRequest", "type")),
    "change-tool": check_setup(check_change_tool),
    # An assistant takes credentials in the form in which an account takes them.
    "create-credential": check_setup(
        lambda body: check_request(types.CreateAssistantDtoCredentialsItem_CustomCredential, body)
    ),
    "change-credential": check_setup(lambda body: check_request(types.UpdateCustomCredentialDto, body)),
    "create-phone-number": check_setup(
        of_kind(create_phone_numbers_request, "CreatePhoneNumbersRequest", "provider")
    ),
    "change-phone-number": check_setup(
        of_kind(update_phone_numbers_request_body, "UpdatePhoneNumbersRequestBody", "provider")
    ),
    "list-calls": check_list_calls,
    "answer": check_answer,
    "control": check_control,
}


def main():
    """Checks every line of every file."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=pathlib.Path)
    fits = misfits = 0
    for file in sorted(arguments.parse_args().folder.iterdir()):
        check = CHECKS[file.stem]
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            complaints = check(json.loads(line))
            for complaint in complaints:
                print(f"{file.name}:{number}: {complaint}")
            misfits += bool(complaints)
            fits += not complaints
    print(f"{fits} fit, {misfits} do not")
    return 1 if misfits or not fits else 0


if __name__ == "__main__":
    sys.exit(main())
