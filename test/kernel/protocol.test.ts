import test from 'ava';
import {toyCommand} from '../helpers/start-toy.js';
import {testProtocol} from '../helpers/test-protocol.js';
import {toySamples} from '../helpers/toy-samples.js';

testProtocol(test, {name: 'toy kernel', command: toyCommand, samples: toySamples});
