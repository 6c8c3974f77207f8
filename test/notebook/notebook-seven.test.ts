import test from 'ava';
import {testFrontEnd} from '../helpers/test-front-end.js';

testFrontEnd(test, 'notebook', 'Notebook 7');
