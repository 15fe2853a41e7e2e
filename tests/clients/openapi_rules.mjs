// Holds an OpenAPI document against Redocly's recommended rules and Spectral's `oas` ruleset.
// Usage: node openapi_rules.mjs DOCUMENT. Prints a finding a line, errors and warnings alike.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const require = createRequire(import.meta.url);
// Of @stoplight/spectral-cli, which only reads its arguments around them.
const { Spectral } = require('@stoplight/spectral-core');
const { oas } = require('@stoplight/spectral-rulesets');

const text = fs.readFileSync(process.argv[2], 'utf8');

const config = await createConfig({ extends: ['recommended'] });
const problems = await lintFromString({ source: text, absoluteRef: process.argv[2], config });
for (const problem of problems.filter((found) => !found.ignored))
  console.log(`redocly ${problem.severity} ${problem.ruleId} ${problem.location?.[0]?.pointer}: ${problem.message}`);

const spectral = new Spectral();
spectral.setRuleset({ extends: [[oas, 'recommended']] });
const severities = ['error', 'warning', 'information', 'hint'];
for (const found of await spectral.run(text))
  console.log(`spectral ${severities[found.severity]} ${found.code} ${found.path.join('/')}: ${found.message}`);
