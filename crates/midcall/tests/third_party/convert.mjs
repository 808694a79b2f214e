// Converts an exported project with Salesforce's own library, the one its CLI and editors use, from
// source to the form that deploys. Fails by throwing; prints what became of it as JSON.
// Arguments: the project's folder, and a folder to write into.

import { createRequire } from "node:module";

const require = createRequire(`${process.env.MIDCALL_NODE_MODULES}/here.js`);
const { ComponentSet, MetadataConverter } = require("@salesforce/source-deploy-retrieve");

const [project, output] = process.argv.slice(2);
const converted = {};
for (const folder of ["force-app", "external-client-app"]) {
  const components = ComponentSet.fromSource(`${project}/${folder}`);
  await new MetadataConverter().convert(components, "metadata", {
    type: "directory",
    outputDirectory: output,
    packageName: folder,
    genUniqueDir: false,
  });
  converted[folder] = components
    .getSourceComponents()
    .toArray()
    .map((component) => `${component.type.name} ${component.fullName}`)
    .sort();
}
console.log(JSON.stringify(converted));
