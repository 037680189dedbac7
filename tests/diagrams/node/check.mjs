// Reads BPMN files with bpmn-moddle and judges them with bpmnlint's recommended rules; writes what both say as JSON.
import { readFile } from 'node:fs/promises';
import { BpmnModdle } from 'bpmn-moddle';
import { Linter } from 'bpmnlint';
import NodeResolver from 'bpmnlint/lib/resolver/node-resolver.js';

const config = { extends: 'bpmnlint:recommended' };
const told = {};
for (const file of process.argv.slice(2)) {
  const { rootElement, warnings } = await new BpmnModdle().fromXML(await readFile(file, 'utf8'));
  // A linter of its own for each file: some rules remember what they have seen.
  const reports = await new Linter({ config, resolver: new NodeResolver() }).lint(rootElement);
  told[file] = {
    warnings: warnings.map(({ message }) => message),
    reports: Object.entries(reports).flatMap(([rule, found]) => found.map(({ id, message, category }) => ({ rule, id, message, category }))),
  };
}
console.log(JSON.stringify(told));
