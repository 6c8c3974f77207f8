import test from 'ava';
import {scriptSamples, typescriptSamples} from '../helpers/lrplab-samples.js';
import {lrplabCommand} from '../helpers/start-lrplab.js';
import {testProtocol} from '../helpers/test-protocol.js';

testProtocol(test, {name: 'the language', command: lrplabCommand, samples: scriptSamples});
testProtocol(test, {name: 'TypeScript', command: lrplabCommand, samples: typescriptSamples});
