// Validates an OpenAPI document, given as a file, against the specification's schema for its version.
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';

const { valid, errors } = await new Validator().validate(JSON.parse(readFileSync(process.argv[2], 'utf8')));
console.log(valid ? '\nok - the document is valid' : `\nnot ok - the document is valid: ${JSON.stringify(errors).slice(0, 2000)}`);
process.exitCode = valid ? 0 : 1;
