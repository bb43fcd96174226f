/**
 * Google's CSP Evaluator.
 *
 *   node policy.mjs "<policy>"
 */
import evaluator from 'csp_evaluator/dist/evaluator.js';
import parser from 'csp_evaluator/dist/parser.js';

const { csp } = new parser.CspParser(process.argv[2]);
const findings = new evaluator.CspEvaluator(csp).evaluate();
process.stdout.write(JSON.stringify({ findings: findings.map(({ severity, directive, value }) => ({ severity, directive, value: value ?? '' })) }));
