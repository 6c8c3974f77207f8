"""jupyter_kernel_test for the lrplab kernel, with samples in both of its languages."""

import unittest

import jupyter_kernel_test as jkt


class LrplabTests(jkt.KernelTests):
    kernel_name = "lrplab"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    code_generate_error = "throw new Error('on purpose')"
    code_clear_output = "console.log('before'); console.clear(); console.log('after')"
    code_page_something = "gamma?"
    code_inspect_sample = "gamma"

    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "[1, 2, 3].map(x => x * x)", "result": "[ 1, 4, 9 ]"},
        {"code": "plan p { all use zplus }"},
    ]
    code_display_data = [
        {"code": "import {display} from 'tslab'; display.html('<b>bold</b>')", "mime": "text/html"},
        {"code": "import {display} from 'tslab'; display.png(new Uint8Array([1]))", "mime": "image/png"},
    ]

    completion_samples = [
        {"text": "[].conc", "matches": {"concat"}},
        {"text": "all use gam", "matches": {"gamma"}},
        {"text": "%%l", "matches": {"%%lrp"}},
    ]
    complete_code_samples = ["1", "const f = () => 3;", "all use gamma(0.25)", "%%lrp\nall use zplus"]
    incomplete_code_samples = ["function f() {", "[1, 2,", "plan p {", "all use", "all use gamma("]
    invalid_code_samples = ["const = 3;", "all use gamma)", "%%lrp\nall gamma use"]

    code_history_pattern = "6 * 7"
    supported_history_operations = ("tail", "range", "search")


class LrplabLanguageTests(jkt.KernelTests):
    """Where one sample is all that can be given: the other language's."""

    kernel_name = "lrplab"
    language_name = "typescript"

    code_generate_error = "all use gama(0.25)"
    code_inspect_sample = "%%lrp\nall use gamma"
    code_execute_result = [{"code": "plan q { all use epsilon(0.25) }", "mime": "text/html"}]


if __name__ == "__main__":
    unittest.main()
