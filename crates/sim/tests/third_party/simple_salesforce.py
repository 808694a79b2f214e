"""Uses the simulated org through simple-salesforce, the Python client, unmodified.

Fails by raising. The one argument is JSON: url, accessToken, and the ids of some leads, of which
the last has been converted.
"""

import json
import sys
from urllib.parse import urlsplit, urlunsplit

# The interpreter puts this script's folder first, where it would be found in place of the client
# that shares its name.
sys.path.pop(0)

import requests  # noqa: E402
import simple_salesforce  # noqa: E402
from requests.adapters import HTTPAdapter  # noqa: E402
from simple_salesforce import SFType, Salesforce, format_soql  # noqa: E402


class PlainLoopback(HTTPAdapter):
    """Sends to http what the client insists on calling https."""

    def send(self, request, **kwargs):
        request.url = urlunsplit(("http", *urlsplit(request.url)[1:]))
        return super().send(request, **kwargs)


org = json.loads(sys.argv[1])
lead, other, *_, converted = org["leads"]

session = requests.Session()
session.trust_env = False
session.mount("https://", PlainLoopback())


def connect(token):
    return Salesforce(
        session_id=token, instance_url=org["url"], session=session, version="66.0"
    )


sf = connect(org["accessToken"])


def refusal(error_class, action):
    """The code with which the action is refused."""
    try:
        action()
    except error_class as error:
        content = error.content
        return content[0]["errorCode"] if isinstance(content[0], dict) else content
    raise AssertionError(f"{error_class.__name__} was not raised")


def updates_answer_204():
    assert sf.Lead.update(lead, {"AI_Qualification_Score__c": 72}) == 204
    record = sf.Lead.get(lead)
    assert record["AI_Qualification_Score__c"] == 72.0
    assert record["attributes"]["type"] == "Lead"


def upserts_create_and_then_update():
    key = "Midcall_Call_Id__c/call-py"
    assert sf.Task.upsert(key, {"Subject": "Call", "WhoId": lead}) == 201
    assert sf.Task.upsert(key, {"CallDurationInSeconds": 311}) == 200
    assert sf.Task.get_by_custom_id("Midcall_Call_Id__c", "call-py")["Subject"] == "Call"


def creates_and_deletes():
    made = sf.Lead.create({"LastName": "New", "Company": "Example"})
    assert made["success"] is True and made["errors"] == []
    assert sf.Lead.delete(made["id"]) == 204


def describes():
    fields = {field["name"]: field for field in sf.Lead.describe()["fields"]}
    assert fields["Call_Transcript__c"]["length"] == 131072
    assert any(item["name"] == "Task" for item in sf.describe()["sobjects"])


def queries_over_pages():
    page = sf.query("SELECT Id FROM Lead")
    assert page["done"] is False
    rest = sf.query_more(page["nextRecordsUrl"], identifier_is_url=True)
    assert rest["records"]
    everything = sf.query_all("SELECT Id, Name FROM Lead")
    assert everything["totalSize"] == len(everything["records"]) == len(org["leads"])
    soql = format_soql("SELECT Id FROM Lead WHERE LastName = {}", "O'Cedar \\ \"x\"")
    assert sf.query(soql)["totalSize"] == 0


def searches():
    found = sf.quick_search("4155550132")["searchRecords"]
    assert any(record["Id"] == lead for record in found)
    sosl = "FIND {4155550132} IN PHONE FIELDS RETURNING Lead(Id, Name)"
    assert sf.search(sosl)["searchRecords"][0]["Id"] == lead


def knows_its_limits():
    assert sf.limits()["DailyApiRequests"]["Max"] == 115000
    usage = sf.api_usage["api-usage"]
    assert usage.total == 115000 and usage.used > 5


def refusals_become_exceptions():
    malformed = simple_salesforce.exceptions.SalesforceMalformedRequest
    missing = simple_salesforce.exceptions.SalesforceResourceNotFound
    expired = simple_salesforce.exceptions.SalesforceExpiredSession
    for error_class, code, action in [
        (malformed, "STRING_TOO_LONG", lambda: sf.Lead.update(lead, {"Title": "x" * 129})),
        (malformed, "INVALID_FIELD", lambda: sf.Lead.update(lead, {"Nope__c": 1})),
        (
            malformed,
            "CANNOT_UPDATE_CONVERTED_LEAD",
            lambda: sf.Lead.update(converted, {"Title": "x"}),
        ),
        (malformed, "MALFORMED_QUERY", lambda: sf.query("SELECT Id FORM Lead")),
        (missing, "NOT_FOUND", lambda: sf.Lead.get("00QHs0000000001")),
        (expired, "INVALID_SESSION_ID", lambda: connect("dead").query("SELECT Id FROM Lead")),
    ]:
        assert refusal(error_class, action) == code


def headers_reach_the_org():
    owner = sf.Lead.get(other)["OwnerId"]
    sf.Lead.update(other, {"Title": "x"}, headers={"Sforce-Auto-Assign": "FALSE"})
    assert sf.Lead.get(other)["OwnerId"] == owner
    sf.Lead.update(other, {"Title": "y"})
    assert sf.Lead.get(other)["OwnerId"] != owner


def other_versions_work():
    old = SFType(
        "Lead", org["accessToken"], urlsplit(org["url"]).netloc, sf_version="59.0", session=session
    )
    assert old.get(lead)["Id"] == lead


for step in [
    updates_answer_204,
    upserts_create_and_then_update,
    creates_and_deletes,
    describes,
    queries_over_pages,
    searches,
    knows_its_limits,
    refusals_become_exceptions,
    headers_reach_the_org,
    other_versions_work,
]:
    try:
        step()
    except Exception:
        print(f"failed: {step.__name__}", file=sys.stderr)
        raise
