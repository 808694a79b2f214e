// Uses the simulated org through jsforce, the JavaScript client for Salesforce, unmodified.
// Fails by throwing. The one argument is JSON: url, clientId, clientSecret, refreshToken, and the
// ids of some leads, of which the last has been converted.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.MIDCALL_NODE_MODULES}/here.js`);
const jsforce = require("jsforce");
const JSZip = require("jszip");

const org = JSON.parse(process.argv[2]);
const [lead, other] = org.leads;
const converted = org.leads.at(-1);
const oauth2 = { loginUrl: org.url, clientId: org.clientId, clientSecret: org.clientSecret };

const conn = new jsforce.Connection({
  oauth2,
  instanceUrl: org.url,
  accessToken: "dead",
  refreshToken: org.refreshToken,
  version: "66.0",
});
const refreshed = [];
conn.on("refresh", (accessToken) => refreshed.push(accessToken));

const steps = {
  async "a 401 is followed by one refresh, and the update is replayed"() {
    const result = await conn.sobject("Lead").update({ Id: lead, AI_Qualification_Score__c: 72 });
    assert.deepEqual(result, { id: lead, success: true, errors: [] });
    assert.equal(refreshed.length, 1);
    assert.equal(conn.accessToken, refreshed[0]);
  },

  async "values read back as the org keeps them"() {
    const record = await conn.sobject("Lead").retrieve(lead);
    assert.equal(record.AI_Qualification_Score__c, 72);
    assert.equal(record.attributes.type, "Lead");
  },

  async "a collection fails in part"() {
    const results = await conn.sobject("Lead").update(
      [
        { Id: other, AI_Qualification_Score__c: 31 },
        { Id: converted, AI_Qualification_Score__c: 88 },
      ],
      { allOrNone: false },
    );
    assert.deepEqual(results.map((result) => result.success), [true, false]);
    const [error] = results[1].errors;
    assert.equal(error.errorCode ?? error.statusCode, "CANNOT_UPDATE_CONVERTED_LEAD");
  },

  async "refusals become errors with their code"() {
    const codes = [];
    for (const fields of [{ Title: "x".repeat(129) }, { Nope__c: 1 }, { Rating: "Blazing" }]) {
      try {
        await conn.sobject("Lead").update({ Id: lead, ...fields });
      } catch (error) {
        codes.push(error.errorCode);
      }
    }
    assert.deepEqual(codes, [
      "STRING_TOO_LONG",
      "INVALID_FIELD",
      "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
    ]);
  },

  async "an upsert creates and then updates"() {
    const task = { Midcall_Call_Id__c: "call-js", Subject: "Call", WhoId: lead };
    const first = await conn.sobject("Task").upsert(task, "Midcall_Call_Id__c");
    const second = await conn.sobject("Task").upsert(task, "Midcall_Call_Id__c");
    assert.deepEqual([first.created, second.created], [true, false]);
    assert.equal(first.id, second.id);
  },

  async "describe types the fields"() {
    const { fields } = await conn.sobject("Lead").describe();
    const score = fields.find((field) => field.name === "AI_Qualification_Score__c");
    assert.deepEqual([score.type, score.precision, score.scale], ["double", 3, 0]);
    const { sobjects } = await conn.describeGlobal();
    assert.ok(sobjects.some((sobject) => sobject.name === "Task"));
  },

  async "a query is followed over its pages"() {
    const page = await conn.query("SELECT Id, Name FROM Lead");
    assert.equal(page.done, false);
    const all = await conn.query("SELECT Id FROM Lead", { autoFetch: true });
    assert.equal(all.records.length, org.leads.length);
    const found = await conn.sobject("Lead").find({ Id: lead }, ["Id", "AI_Qualification_Score__c"]);
    assert.equal(found[0].AI_Qualification_Score__c, 72);
    const counted = await conn.query("SELECT COUNT() FROM Lead WHERE IsConverted = true");
    assert.equal(counted.totalSize, 1);
  },

  async "a phone number is found"() {
    const sosl = "FIND {4155550132} IN PHONE FIELDS RETURNING Lead(Id)";
    const { searchRecords } = await conn.search(sosl);
    assert.equal(searchRecords[0].Id, lead);
  },

  async "usage is read from the header"() {
    const { used, limit } = conn.limitInfo.apiUsage;
    assert.equal(limit, 115_000);
    assert.ok(used > 5);
    const { DailyApiRequests } = await conn.limits();
    assert.equal(DailyApiRequests.Max, 115_000);
  },

  async "the identity belongs to the token"() {
    const identity = await conn.identity();
    assert.equal(identity.username, "integration@acme.example");
  },

  async "several requests travel as one"() {
    const body = {
      allOrNone: true,
      compositeRequest: [
        {
          method: "PATCH",
          url: `/services/data/v66.0/sobjects/Lead/${lead}`,
          referenceId: "lead",
          body: { Title: "CEO" },
        },
      ],
    };
    const { compositeResponse } = await conn.requestPost("/services/data/v66.0/composite", body);
    assert.equal(compositeResponse[0].httpStatusCode, 204);
  },

  async "a field is deployed and read back"() {
    const zip = new JSZip();
    const xmlns = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
    zip.file(
      "package.xml",
      `<Package ${xmlns}><types><members>Lead.From_JS__c</members><name>CustomField</name></types><version>66.0</version></Package>`,
    );
    zip.file(
      "objects/Lead.object",
      `<CustomObject ${xmlns}><fields><fullName>From_JS__c</fullName><label>From JS</label><length>40</length><type>Text</type></fields></CustomObject>`,
    );
    const content = await zip.generateAsync({ type: "nodebuffer", compression: "DEFLATE" });
    const { id } = await conn.metadata.deployRest(content, { rollbackOnError: true });
    let result;
    do {
      ({ deployResult: result } = await conn.requestGet(
        `/services/data/v66.0/metadata/deployRequest/${id}?includeDetails=true`,
      ));
    } while (!result.done);
    assert.equal(result.status, "Succeeded");
    const [field, none] = await conn.metadata.read("CustomField", ["Lead.From_JS__c", "Lead.No__c"]);
    assert.equal(field.fullName, "Lead.From_JS__c");
    assert.equal(Number(field.length), 40);
    assert.equal(none?.fullName ?? null, null);
  },

  async "client credentials open a session without a refresh token"() {
    const own = new jsforce.Connection({ oauth2, instanceUrl: org.url, version: "58.0" });
    await own.authorize({ grant_type: "client_credentials" });
    assert.equal(own.instanceUrl, org.url);
    assert.equal(own.refreshToken, undefined);
    const { totalSize } = await own.query("SELECT COUNT() FROM User");
    assert.equal(totalSize, 3);
  },

  async "a person's consent becomes tokens, with proof, and is given back"() {
    const asked = new jsforce.OAuth2({ ...oauth2, redirectUri: org.callback, useVerifier: true });
    const consent = await fetch(
      asked.getAuthorizationUrl({ scope: "api refresh_token", state: "s1" }),
      { redirect: "manual" },
    );
    assert.equal(consent.status, 302);
    const back = new URL(consent.headers.get("location"));
    assert.equal(back.searchParams.get("state"), "s1");
    const own = new jsforce.Connection({ oauth2: asked, version: "66.0" });
    const user = await own.authorize(back.searchParams.get("code"));
    assert.match(user.id, /^005/);
    assert.equal(own.instanceUrl, org.url);
    assert.ok(own.refreshToken);
    await asked.revokeToken(own.refreshToken);
    await assert.rejects(asked.refreshToken(own.refreshToken), { name: "invalid_grant" });
  },

  async "rules are found through the tooling API"() {
    const rules = await conn.query("SELECT Name FROM AssignmentRule WHERE Active = true");
    assert.equal(rules.records[0].Name, "Inbound leads");
    const { totalSize } = await conn.tooling.query(
      "SELECT Id, ValidationName FROM ValidationRule WHERE EntityDefinition.QualifiedApiName = 'Lead'",
    );
    assert.equal(totalSize, 0);
  },

  async "a dead grant is said to be dead"() {
    const dead = new jsforce.Connection({ oauth2, instanceUrl: org.url, refreshToken: "dead" });
    await assert.rejects(dead.oauth2.refreshToken("dead"), {
      name: "invalid_grant",
      message: "expired access/refresh token",
    });
  },
};

for (const [name, step] of Object.entries(steps)) {
  try {
    await step();
  } catch (error) {
    console.error(`failed: ${name}`);
    throw error;
  }
}
