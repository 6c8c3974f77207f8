import test from 'ava';
import {testFrontEnd} from '../helpers/test-front-end.js';

testFrontEnd(test, 'lab', 'JupyterLab');
